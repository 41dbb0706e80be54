package dev.sconce.bench;

/** One of those that are measured in turn. */
record Side(String name, Preparation preparation, Work work) {
    /** Done before each slice, and not measured. */
    interface Preparation {
        void prepare() throws Exception;
    }

    /** What is measured. */
    interface Work {
        /**
         * Does the work so many times.
         *
         * @return the seconds that it took
         */
        double seconds(long times) throws Exception;
    }

    /** Work that is timed from its first call to its last. */
    static Work timed(Call call) {
        return times -> {
            long start = System.nanoTime();
            for (long i = 0; i < times; i++) {
                call.call();
            }
            return (System.nanoTime() - start) * 1e-9;
        };
    }

    /** Work once. */
    interface Call {
        void call() throws Exception;
    }
}
