/*
 * The part of the WebAssembly interface that is used here. Node has it, but neither the
 * language's nor Node's own type library says so.
 */
declare namespace WebAssembly {
	class Module {
		constructor(octets: Uint8Array);
	}

	class Instance {
		constructor(
			module: Module,
			imports: Record<string, Record<string, (...args: number[]) => unknown>>,
		);
		readonly exports: Record<string, unknown>;
	}

	class RuntimeError extends Error {}

	interface Memory {
		readonly buffer: ArrayBuffer;
	}

	interface Global {
		readonly value: number;
	}
}
