package dev.sconce;

import dev.sconce.archive.ArchiveReader;
import dev.sconce.archive.ProgressListener;
import dev.sconce.exec.Interpreter;
import dev.sconce.exec.Invocation;
import dev.sconce.exec.ModuleMethods;
import dev.sconce.ir.Function;
import dev.sconce.jni.NativeLibrary;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.Scope;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

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
 * whose methods write to its own attributes is as unsafe then as it is in PyTorch. Virtual threads may call as well: one that waits
 * leaves its carrier.
 */
public final class Module implements AutoCloseable {
    private final String name;
    private final ModuleMethods methods;
    private final CallOptions options;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** @param methods one count of them becomes this module's */
    private Module(String name, ModuleMethods methods, CallOptions options) {
        this.name = name;
        this.methods = methods;
        this.options = options;
    }

    /** Loads an archive from a file. */
    public static Module load(String path) {
        return load(Path.of(path));
    }

    /** Loads an archive from a file; its weights are mapped, not read: do not change the file while the module lives. */
    public static Module load(Path path) {
        return load(path, LoadOptions.DEFAULT, ProgressListener.NONE);
    }

    /** As {@link #load(Path, LoadOptions, ProgressListener)}, and tells nobody how far it has come. */
    public static Module load(Path path, LoadOptions options) {
        return load(path, options, ProgressListener.NONE);
    }

    /**
     * Loads an archive from a file, and tells how far it has come.
     *
     * @throws ArchiveException when it is no TorchScript archive, or a damaged one
     * @throws ScriptException when its code cannot be understood
     * @throws UnsupportedException when it needs what this library does not have
     */
    public static Module load(Path path, LoadOptions options, ProgressListener listener) {
        try (ArchiveReader archive = ArchiveReader.open(path, listener)) {
            return load(archive, options);
        }
    }

    /** As {@link #load(ReadableByteChannel, String, LoadOptions)}, with the default options. */
    public static Module load(ReadableByteChannel channel, String name) {
        return load(channel, name, LoadOptions.DEFAULT);
    }

    /** Loads an archive from a channel, which is closed. @param name for messages */
    public static Module load(ReadableByteChannel channel, String name, LoadOptions options) {
        try (ArchiveReader archive = ArchiveReader.open(channel, name, ProgressListener.NONE)) {
            return load(archive, options);
        }
    }

    /** As {@link #load(byte[], String, LoadOptions)}, with the default options. */
    public static Module load(byte[] bytes, String name) {
        return load(bytes, name, LoadOptions.DEFAULT);
    }

    /** Loads an archive from memory. @param name for messages */
    public static Module load(byte[] bytes, String name, LoadOptions options) {
        try (ArchiveReader archive = ArchiveReader.open(bytes, name, ProgressListener.NONE)) {
            return load(archive, options);
        }
    }

    private static Module load(ArchiveReader archive, LoadOptions options) {
        NativeLibrary.prepare();
        ObjectValue object = ModelLoader.load(archive);
        try {
            return new Module(archive.name(), new ModuleMethods(object, options), CallOptions.NONE);
        } finally {
            object.release();
        }
    }

    /**
     * The same module with a limit of threads or a deadline for each of its calls, in addition to those of this one. It shares
     * parameters and attributes, and is closed by itself, in any order.
     */
    public Module withOptions(CallOptions further) {
        use();
        return new Module(name, methods, options.and(further));
    }

    /** What each call may use. */
    public CallOptions options() {
        return options;
    }

    /** Calls {@code forward}. The result is the caller's to close. */
    public IValue forward(IValue... inputs) {
        return runMethod("forward", inputs);
    }

    /** Calls {@code forward} with options for this call, in addition to the module's. The result is the caller's to close. */
    public IValue forward(CallOptions options, IValue... inputs) {
        return runMethod(options, "forward", Map.of(), inputs);
    }

    /** Calls a method. The result is the caller's to close. */
    public IValue runMethod(String method, IValue... inputs) {
        return runMethod(method, Map.of(), inputs);
    }

    /** As {@link #runMethod(CallOptions, String, Map, IValue...)}, without further options. */
    public IValue runMethod(String method, Map<String, IValue> keywords, IValue... inputs) {
        return runMethod(CallOptions.NONE, method, keywords, inputs);
    }

    /**
     * Calls a method with arguments by position and by name. Arguments are borrowed; the result is the caller's to close. The method
     * runs on this thread and its forks on the inter-op pool; where it waits for them, this thread sleeps. An interrupt of this thread,
     * also one from before the call, stops it and its forks; the thread stays interrupted.
     *
     * @param options for this call, in addition to the module's
     * @throws OperatorException when the arguments do not fit the method, or an operator refused what it got
     * @throws ModelException when the model itself raised an exception
     * @throws CancelledException when the deadline passed, or the thread was interrupted
     * @throws SconceException when the module was closed
     */
    public IValue runMethod(CallOptions options, String method, Map<String, IValue> keywords, IValue... inputs) {
        ModuleMethods used = use();
        try {
            return IValue.of(Interpreter.call(
                    function(method), arguments(inputs), ModelLoader.values(keywords), invocation(options)));
        } finally {
            used.release();
        }
    }

    /**
     * Makes {@code forward} ready for inputs of these types, sizes, strides and numbers: compiles and optimises it, and records its plan
     * for all threads. Later calls with such inputs are as fast as any. Runs it twice, with all that it does to its inputs and to the
     * module.
     */
    public void warmUp(IValue... inputs) {
        for (int run = 0; run < 2; run++) { // the first records, the second makes the plan's memory
            try (Scope ignored = Scope.open()) {
                forward(inputs);
            }
        }
    }

    /** As {@link #runMethodAsync(CallOptions, String, Map, IValue...)}, for {@code forward}. */
    public CompletableFuture<IValue> forwardAsync(IValue... inputs) {
        return runMethodAsync("forward", inputs);
    }

    /** As {@link #runMethodAsync(CallOptions, String, Map, IValue...)}, without keywords and further options. */
    public CompletableFuture<IValue> runMethodAsync(String method, IValue... inputs) {
        return runMethodAsync(CallOptions.NONE, method, Map.of(), inputs);
    }

    /**
     * Calls a method on the inter-op pool, where its first call compiles it, too ({@link #warmUp} has that done before). The
     * arguments are held until the call is over; the result is the caller's to close.
     * Cancelling the future, or whatever else completes it early ({@code orTimeout}), stops the call and its forks before their next
     * operator. Stages that depend on the future run on the pool, as far as they are not {@code ...Async}: let them not block; a model
     * that they call runs its forks on their own thread.
     *
     * @param options for this call, in addition to the module's; a deadline counts from now
     * @throws OperatorException when the arguments do not fit the method; what happens later completes the future
     */
    public CompletableFuture<IValue> runMethodAsync(
            CallOptions options, String method, Map<String, IValue> keywords, IValue... inputs) {
        ModuleMethods used = use();
        try (Scope ignored = Scope.open()) {
            return JavaFutures.of(Interpreter.start(
                    function(method), arguments(inputs), ModelLoader.values(keywords), invocation(options)));
        } finally {
            used.release();
        }
    }

    private Invocation invocation(CallOptions further) {
        return new Invocation(options.and(further), methods);
    }

    private Object[] arguments(IValue[] inputs) {
        Object[] arguments = new Object[inputs.length + 1];
        arguments[0] = object();
        for (int i = 0; i < inputs.length; i++) {
            arguments[i + 1] = inputs[i].value();
        }
        return arguments;
    }

    private Function function(String method) {
        Function function = methods.method(method);
        if (function == null) {
            throw new OperatorException(
                    name + ": " + object().type().qualifiedName() + " has no method '" + method + "'; it has "
                            + object().type().methods().stream()
                                    .map(Function::name)
                                    .sorted()
                                    .toList());
        }
        return function;
    }

    /** The module as the interpreter has it: class, attributes, methods. */
    public ObjectValue object() {
        return methods.module();
    }

    /** Gives up the module: its weights are freed when no call uses them any more. Closing it again does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            methods.release();
        }
    }

    /** Holds what a call needs from its beginning, before anything is compiled. Who uses it releases it. */
    private ModuleMethods use() {
        if (closed.get() || !methods.tryRetain()) {
            throw new SconceException(name + ": the module was closed already: call it before, or load it again");
        }
        return methods;
    }

    @Override
    public String toString() {
        return object().type().qualifiedName() + " of " + name;
    }
}
