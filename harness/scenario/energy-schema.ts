/*
 * What a scenario says of its nodes' energy beyond the radio: the battery, the sensor, the
 * processor, the leak. Where it says nothing, the radio alone is counted and no lifetime told.
 */
import {z} from 'zod';
import {BATTERIES, type Battery} from '../../sim/energy/battery.js';
import {number} from './terms.js';

type BatteryName = keyof typeof BATTERIES;

const NAMES = Object.keys(BATTERIES) as [BatteryName, ...BatteryName[]];

const ownBattery = z
	.strictObject({
		capacityMah: number(1, 1_000_000, 'What can be had from it, in mAh.'),
		selfDischarge: number(0, 0.5, 'The share it loses by itself in a year.').prefault(0),
	})
	.transform(
		({capacityMah, selfDischarge}): Battery => ({
			name: `${capacityMah} mAh`,
			capacityMah,
			selfDischargeAYear: selfDischarge,
		}),
	);

const batterySchema = z
	.union([z.enum(NAMES).transform((name): Battery => BATTERIES[name]), ownBattery], {
		error: `one of ${NAMES.join(', ')}, or {capacityMah: 1000, selfDischarge: 0.02}`,
	})
	.describe('What each node lives on.');

const sensorSchema = z
	.strictObject({
		currentUa: number(0, 1_000_000, 'Microamperes while it measures.'),
		ms: number(0, 60_000, 'Milliseconds that a sample takes.'),
	})
	.prefault({currentUa: 0, ms: 0})
	.describe('What a sample costs.');

export const energySchema = z
	.strictObject({
		battery: batterySchema.prefault('two-aa'),
		sensor: sensorSchema,
		cpuMsPerFrame: number(
			0,
			1000,
			'Milliseconds that the processor is awake for each frame, sent or heard.',
		).prefault(1),
		leakUa: number(0, 1_000_000, 'What regulators and dividers draw all the time.').prefault(0),
	})
	.describe('What nodes draw besides their radios, and from what; asks for lifetimes.');

export type ScenarioEnergy = z.output<typeof energySchema>;
