/** What we use of qlobber, which comes without types. */
declare module 'qlobber' {
	interface QlobberOptions {
		readonly separator?: string;
		readonly wildcard_one?: string;
		readonly wildcard_some?: string;
		readonly match_empty_levels?: boolean;
		readonly max_words?: number;
	}

	class Qlobber<Value> {
		constructor(options?: QlobberOptions);
		add(filter: string, value: Value): this;
		remove(filter: string, value?: Value): this;
		match(topicName: string): Value[];
		test(topicName: string, value: Value): boolean;
	}

	const qlobber: {readonly Qlobber: typeof Qlobber};
	export default qlobber;
}
