package dev.sconce;

import dev.sconce.archive.ArchiveReader;
import dev.sconce.archive.ProgressListener;
import dev.sconce.exec.Interpreter;
import dev.sconce.exec.Invocation;
import dev.sconce.ir.Function;
import dev.sconce.runtime.FutureValue;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.RefCounted;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * A TorchScript module, loaded from an archive that {@code torch.jit.save} wrote.
 *
 * <pre>{@code
 * try (Module module = Module.load("model.pt");
 *         Tensor input = Tensor.fromBlob(pixels, new long[] {1, 3, 224, 224});
 *         Tensor output = module.forward(IValue.from(input)).toTensor()) {
 *     float[] scores = output.getDataAsFloatArray();
 * }
 * }</pre>
 *
 * <p>Any number of threads may call one module at once: each call has its own interpreter, and all share the parameters. A module
 * whose methods write to its own attributes is as unsafe then as it is in PyTorch.
 */
public final class Module implements AutoCloseable {
    private final String name;
    private final ObjectValue object;

    private Module(String name, ObjectValue object) {
        this.name = name;
        this.object = object;
    }

    /** Loads an archive from a file. */
    public static Module load(String path) {
        return load(Path.of(path));
    }

    /** Loads an archive from a file; its weights are mapped, not read: do not change the file while the module lives. */
    public static Module load(Path path) {
        return load(path, ProgressListener.NONE);
    }

    /**
     * Loads an archive from a file, and tells how far it has come.
     *
     * @throws ArchiveException when it is no TorchScript archive, or a damaged one
     * @throws ScriptException when its code cannot be understood
     * @throws UnsupportedException when it needs what this library does not have
     */
    public static Module load(Path path, ProgressListener listener) {
        try (ArchiveReader archive = ArchiveReader.open(path, listener)) {
            return load(archive);
        }
    }

    /** Loads an archive from a channel, which is closed. @param name for messages */
    public static Module load(ReadableByteChannel channel, String name) {
        try (ArchiveReader archive = ArchiveReader.open(channel, name, ProgressListener.NONE)) {
            return load(archive);
        }
    }

    /** Loads an archive from memory. @param name for messages */
    public static Module load(byte[] bytes, String name) {
        try (ArchiveReader archive = ArchiveReader.open(bytes, name, ProgressListener.NONE)) {
            return load(archive);
        }
    }

    private static Module load(ArchiveReader archive) {
        return new Module(archive.name(), ModelLoader.load(archive));
    }

    /** Calls {@code forward}. The result is the caller's to close. */
    public IValue forward(IValue... inputs) {
        return runMethod("forward", inputs);
    }

    /** Calls a method. The result is the caller's to close. */
    public IValue runMethod(String method, IValue... inputs) {
        return runMethod(method, Map.of(), inputs);
    }

    /**
     * Calls a method with arguments by position and by name. Arguments are borrowed.
     *
     * @throws OperatorException when the arguments do not fit the method, or an operator refused what it got
     * @throws ModelException when the model itself raised an exception
     */
    public IValue runMethod(String method, Map<String, IValue> keywords, IValue... inputs) {
        return IValue.of(
                Interpreter.call(function(method), arguments(inputs), ModelLoader.values(keywords), new Invocation(0)));
    }

    /**
     * Calls {@code forward} on the inter-op pool. Cancelling the future stops the call before its next operator. The arguments are
     * held until the call is over; the result is the caller's to close.
     */
    public CompletableFuture<IValue> forwardAsync(IValue... inputs) {
        return runMethodAsync("forward", inputs);
    }

    /** As {@link #forwardAsync}, for any method. */
    public CompletableFuture<IValue> runMethodAsync(String method, IValue... inputs) {
        Invocation invocation = new Invocation(0);
        FutureValue running = Interpreter.start(function(method), arguments(inputs), Map.of(), invocation);
        CompletableFuture<IValue> result = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterruptIfRunning) {
                invocation.cancel();
                return super.cancel(mayInterruptIfRunning);
            }
        };
        running.whenDone(() -> {
            if (running.error() != null) {
                result.completeExceptionally(running.error());
            } else {
                RefCounted.retain(running.value());
                IValue value = IValue.of(running.value());
                if (!result.complete(value)) {
                    value.close();
                }
            }
            running.release();
        });
        return result;
    }

    private Object[] arguments(IValue[] inputs) {
        Object[] arguments = new Object[inputs.length + 1];
        arguments[0] = object;
        for (int i = 0; i < inputs.length; i++) {
            arguments[i + 1] = inputs[i].value();
        }
        return arguments;
    }

    private Function function(String method) {
        Function function = object.type().method(method);
        if (function == null) {
            throw new OperatorException(
                    name + ": " + object.type().qualifiedName() + " has no method '" + method + "'; it has "
                            + object.type().methods().stream()
                                    .map(Function::name)
                                    .sorted()
                                    .toList());
        }
        return function;
    }

    /** The module as the interpreter has it: class, attributes, methods. */
    public ObjectValue object() {
        return object;
    }

    /** Gives up the module: its weights are freed when no call uses them any more. */
    @Override
    public void close() {
        object.release();
    }

    @Override
    public String toString() {
        return object.type().qualifiedName() + " of " + name;
    }
}
