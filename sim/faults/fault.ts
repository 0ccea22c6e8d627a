/*
 * The shape of a fault: it strikes, and it heals. A fault alters octets or takes things away; it
 * does not read what it alters, and it knows of no check.
 */
export interface Fault {
	strike(): void;
	heal(): void;
}
