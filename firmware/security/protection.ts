/*
 * What a device knows of its own protection between two calls. Whether it is provisioned, the flash
 * has said at boot: where it is, nothing leaves in plain but the search for a gateway.
 *
 * Knows no key.
 */
@unmanaged
export class Protection {
	/** No counter above it is taken before a higher one lies in flash: SNAKE-128 2.8. */
	listenCeiling: u32;
	/** That of the key in flash. */
	generation: u32;
	provisioned: bool;
	/** Only the recovery key is left. */
	chainLost: bool;
	/** The host does not know yet that the node sleeps: an answer is still to be heard. */
	drowsy: bool;
}
