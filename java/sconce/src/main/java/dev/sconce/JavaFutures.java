package dev.sconce;

import dev.sconce.ir.Type;
import dev.sconce.runtime.FutureValue;
import dev.sconce.runtime.RefCounted;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A model's future as a Java one, and the other way round. */
final class JavaFutures {
    private JavaFutures() {}

    /**
     * A Java future of a model's. Each has a count of the value of its own. Whatever else completes it (cancelled, timed out) stops the
     * task that the model's future is the result of.
     */
    static CompletableFuture<IValue> of(FutureValue model) {
        CompletableFuture<IValue> java = new CompletableFuture<>();
        model.retain();
        Runnable deliver = () -> {
            if (model.error() != null) {
                java.completeExceptionally(model.error());
            } else {
                RefCounted.handOut(model.value());
                IValue value = IValue.of(model.value());
                if (!java.complete(value)) {
                    value.close();
                }
            }
            model.release();
        };
        model.whenDone(deliver);
        java.whenComplete((value, error) -> {
            if (!model.isDone()) {
                model.cancel();
                if (model.forget(deliver)) {
                    model.release();
                }
            }
        });
        return java;
    }

    /** A model's future, of a type not known yet, of a Java one. The Java future's value stays its owner's. */
    static FutureValue of(CompletableFuture<IValue> java) {
        FutureValue model = new FutureValue(Type.ANY);
        model.retain();
        java.whenComplete((value, error) -> {
            Throwable failure = error == null ? complete(model, value) : failure(error);
            if (failure != null) {
                model.fail(failure);
            }
            model.release();
        });
        return model;
    }

    /** Completes the model's future, or returns why it cannot. */
    private static Throwable complete(FutureValue model, IValue value) {
        if (value == null) {
            return new SconceException(
                    "the Java future that was passed to the model completed with null: use IValue.optionalNull() for None");
        }
        try {
            model.complete(value.value());
            return null;
        } catch (SconceException closed) {
            return closed;
        }
    }

    private static Throwable failure(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        if (cause instanceof CancellationException) {
            return new CancelledException("the Java future that was passed to the model was cancelled", cause);
        }
        return cause instanceof SconceException || cause instanceof Error
                ? cause
                : new SconceException("the Java future that was passed to the model failed: " + cause, cause);
    }
}
