package dev.sconce.bench;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Application threads that call one model at the same time, each one request after the other.
 *
 * <p>Only requests under full load count: timing begins when as many are answered as there are clients, so that threads have been woken
 * and have had a turn, and ends with the last that counts, while all others are still at work. Else a slice in which 64 clients make one
 * request each would be a measurement of its beginning and its end, when not all CPUs have something to do.
 */
final class ClientLoad implements AutoCloseable {
    private final Runner runner;
    private final Thread[] clients;
    private final CyclicBarrier start;
    private final CyclicBarrier end;
    private final AtomicLong answered = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
    /** Which answers, by number, begin and end what is timed. The barriers hand these fields on. */
    private long first;

    private long last;
    private long begin;
    private long finish;
    private volatile boolean closed;

    ClientLoad(Runner runner, int clients) {
        this.runner = runner;
        this.clients = new Thread[clients];
        this.start = new CyclicBarrier(clients + 1);
        this.end = new CyclicBarrier(clients + 1);
        for (int i = 0; i < clients; i++) {
            this.clients[i] = new Thread(this::serve, "client-" + i);
            this.clients[i].setDaemon(true);
            this.clients[i].start();
        }
    }

    /** So many requests for each client, whoever makes them. */
    Side.Work work() {
        return times -> {
            answered.set(0);
            first = clients.length;
            last = first + times * clients.length;
            start.await();
            end.await();
            if (failure.get() != null) {
                throw new IllegalStateException("a client failed", failure.get());
            }
            return (finish - begin) * 1e-9;
        };
    }

    private void serve() {
        try {
            while (true) {
                start.await();
                if (closed) {
                    return;
                }
                try {
                    long number;
                    do {
                        runner.run();
                        number = answered.incrementAndGet();
                        if (number == first) {
                            begin = System.nanoTime();
                        } else if (number == last) {
                            finish = System.nanoTime();
                        }
                    } while (number < last);
                } catch (Throwable failed) {
                    failure.compareAndSet(null, failed);
                    answered.addAndGet(last);
                }
                end.await();
            }
        } catch (Exception over) {
            failure.compareAndSet(null, over);
        }
    }

    @Override
    public void close() throws Exception {
        closed = true;
        start.await();
        for (Thread client : clients) {
            client.join();
        }
    }
}
