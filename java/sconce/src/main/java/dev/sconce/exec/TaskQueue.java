package dev.sconce.exec;

/** Where tasks wait for a thread. Thread-safe; neither method blocks. */
interface TaskQueue {
    /** Has {@code turn} run, some time, by a thread of the queue. */
    void add(Runnable turn);

    /** Takes back a turn that no thread has come for yet. */
    void remove(Runnable turn);
}
