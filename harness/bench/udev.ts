/*
 * Rules for udev, from what the boards say of themselves: whoever sits at the machine may use the
 * probe and the port, and ModemManager does not write to it.
 *
 *   motebench devices --udev | sudo tee /etc/udev/rules.d/69-motebench.rules
 *   sudo udevadm control --reload && sudo udevadm trigger
 */
import type {Board} from '../../boards/schema.js';

/** Before 73-seat-late.rules of systemd, which gives rights by the tag uaccess. */
export const RULES_FILE = '69-motebench.rules';

const HEAD = [
	'# Boards that motebench knows. Written by `motebench devices --udev`:',
	`#   motebench devices --udev | sudo tee /etc/udev/rules.d/${RULES_FILE}`,
	'#   sudo udevadm control --reload && sudo udevadm trigger',
];

const THEN = 'ENV{ID_MM_DEVICE_IGNORE}="1", TAG+="uaccess", GROUP="plugdev", MODE="0660"';

/** The rules for `boards`; boards that share a probe share a rule. */
export function udevRules(boards: readonly Board[]): string {
	const names = new Map<string, string[]>();
	for (const {id, serial} of boards) {
		for (const {vid, pid} of serial?.match ?? []) {
			const match = matchOf(vid, pid);
			const ids = names.get(match) ?? [];
			if (!ids.includes(id)) names.set(match, [...ids, id]);
		}
	}
	const rules = [...names].map(([match, ids]) => ruleOf(match, ids));
	return `${[...HEAD, ...rules].join('\n')}\n`;
}

/** The device itself, and all of its ports and interfaces. */
function ruleOf(match: string, ids: readonly string[]): string {
	return [
		'',
		`# ${ids.join(', ')}`,
		...['usb', 'tty', 'hidraw'].map(subsystem => {
			const group = subsystem === 'tty' ? THEN.replace('plugdev', 'dialout') : THEN;
			return `SUBSYSTEM=="${subsystem}", ${match}, ${group}`;
		}),
	].join('\n');
}

function matchOf(vid: string, pid: string | undefined): string {
	const vendor = `ATTRS{idVendor}=="${vid}"`;
	return pid === undefined ? vendor : `${vendor}, ATTRS{idProduct}=="${pid}"`;
}
