/*
 * What users import: motebench/harness. Scenarios of your own, simulated from your own tests, and
 * tests of your own before a node, wherever it runs.
 *
 *   import {loadScenario, openTarget, simulate} from 'motebench/harness';
 *
 *   const {summary} = await simulate(loadScenario('smoke'));
 *   summary({}).deliveryRatio;
 *
 *   const node = await openTarget('qemu:microbit');
 *   await node.board.start({3: 1});
 *   await node.close();
 */
export {EnvironmentError, UsageError} from './errors.js';
export type {Summary} from './report/summary.js';
export {hasPassed} from './report/summary.js';
export {loadScenario, parseScenario, scenarioNames} from './scenario/load.js';
export type {Outcome} from './scenario/runner.js';
export type {Scenario} from './scenario/schema.js';
export {type Simulated, type SimulateOptions, simulate} from './simulate.js';
export {openTarget, type Target, type TargetOptions} from './target/target.js';
