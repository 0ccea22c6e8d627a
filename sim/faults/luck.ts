/*
 * What faults on the air are given of luck: fractions by link and moment, so that one fault more,
 * or one radio more, leaves the fate of every other link as it was.
 */

/** More than 0, less than 1: the same for the same link, moment and `number`. */
export type LinkLuck = (sender: number, receiver: number, number: number) => number;
