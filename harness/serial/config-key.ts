/*
 * What CONFIG sets, by the names and numbers of the firmware's configuration: a test holds the two
 * tables against each other.
 */
import {UsageError} from '../errors.js';

export const ConfigKey = {
	EuiHigh: 0,
	EuiLow: 1,
	Node: 2,
	App: 3,
	TopicIdType: 4,
	PeriodMs: 5,
	JitterMs: 6,
	Qos: 7,
	PayloadSize: 8,
	KeepAliveS: 9,
	RetryMs: 10,
	RetryCount: 11,
	SearchMs: 12,
	WaitMs: 13,
	CleanSession: 14,
	Will: 15,
	WillQos: 16,
	WillRetain: 17,
	SleepS: 18,
	GwinfoMs: 19,
	ShortNames: 20,
	Suites: 21,
	FirstMs: 22,
} as const;
export type ConfigKey = keyof typeof ConfigKey;

/** Values by the number of their key. */
export type Settings = Readonly<Record<number, number>>;

const VALUE_MAX = 2 ** 32 - 1;

/** Adds what KEY=VALUE says, the value decimal or 0x...; a UsageError where it says nothing. */
export function withSetting(settings: Settings, text: string): Settings {
	const [, name = '', digits = ''] = /^(\w+)=(\d+|0x[0-9a-f]+)$/i.exec(text) ?? [];
	const value = Number(digits);
	if (digits !== '' && Object.hasOwn(ConfigKey, name) && value <= VALUE_MAX) {
		return {...settings, [ConfigKey[name as ConfigKey]]: value};
	}
	const names = Object.keys(ConfigKey).join(' ');
	throw new UsageError(`${text} is not KEY=VALUE, such as App=1; the keys are ${names}`);
}
