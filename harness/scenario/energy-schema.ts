/*
 * What a scenario says of its nodes' energy beyond the radio: the battery, the sensor, the
 * processor, the leak. Where it says nothing, the radio alone is counted and no lifetime told.
 */
import {z} from 'zod';
import {COUNTS, type Core, CYCLES_PER_INSTRUCTION} from '../../boards/instructions.js';
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

const CORES = Object.keys(COUNTS) as [Core, ...Core[]];

const sensorSchema = z
	.strictObject({
		currentUa: number(0, 1_000_000, 'Microamperes while it measures.'),
		ms: number(0, 60_000, 'Milliseconds that a sample takes.'),
	})
	.prefault({currentUa: 0, ms: 0})
	.describe('What a sample costs.');

const cpuSchema = z
	.strictObject({
		counted: z
			.enum(CORES, {error: `one of ${CORES.join(', ')}`})
			.describe('The core on which the instructions of the firmware were counted.'),
		cyclesPerInstruction: number(1, 10, 'Clock cycles that an instruction takes.').prefault(
			CYCLES_PER_INSTRUCTION,
		),
	})
	.describe('Joining and publishing cost what was counted: docs/radio-model.md.');

export const energySchema = z
	.strictObject({
		battery: batterySchema.prefault('two-aa'),
		sensor: sensorSchema,
		cpuMsPerFrame: number(
			0,
			1000,
			'Milliseconds that the processor is awake for each frame, beside what is counted.',
		).prefault(1),
		cpu: cpuSchema.optional(),
		leakUa: number(0, 1_000_000, 'What regulators and dividers draw all the time.').prefault(0),
	})
	.describe('What nodes draw besides their radios, and from what; asks for lifetimes.');

export type ScenarioEnergy = z.output<typeof energySchema>;
