package dev.sconce.bench;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Application threads that call one model at the same time, each one request after the other. */
final class ClientLoad implements AutoCloseable {
    private final Runner runner;
    private final Thread[] clients;
    private final CyclicBarrier start;
    private final CyclicBarrier end;
    private final AtomicLong remaining = new AtomicLong();
    private final AtomicReference<Throwable> failure = new AtomicReference<>();
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

    /** So many requests of each client, which the faster ones take over from the slower; from the first start to the last end. */
    Side.Work work() {
        return times -> {
            remaining.set(times * clients.length);
            start.await();
            long begin = System.nanoTime();
            end.await();
            double seconds = (System.nanoTime() - begin) * 1e-9;
            if (failure.get() != null) {
                throw new IllegalStateException("a client failed", failure.get());
            }
            return seconds;
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
                    while (remaining.getAndDecrement() > 0) {
                        runner.run();
                    }
                } catch (Throwable failed) {
                    failure.compareAndSet(null, failed);
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
