package dev.sconce;

import dev.sconce.archive.TorchFile;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.TupleValue;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** The fixtures that scripts/export_model_fixtures.py made, and how an answer is held against PyTorch's. */
public final class Models {
    private Models() {}

    public static Path file(String model, String file) {
        try {
            return Path.of(Objects.requireNonNull(Models.class.getResource("/models/" + model + "/" + file), model)
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    public static Module load(String model) {
        return load(model, LoadOptions.DEFAULT);
    }

    public static Module load(String model, LoadOptions options) {
        return Module.load(file(model, "model.pt"), options);
    }

    /** All ways to load: with passes off, on, and with branches in parallel. Each answer must be right in all of them. */
    public static List<LoadOptions> options() {
        return List.of(
                LoadOptions.DEFAULT.optimize(false), LoadOptions.DEFAULT, LoadOptions.DEFAULT.parallelBranches(true));
    }

    public static IValue[] inputs(String model) {
        TupleValue values = (TupleValue) TorchFile.load(file(model, "inputs.pt"));
        return values.items().stream().map(IValue::of).toArray(IValue[]::new);
    }

    /** Calls of methods and what PyTorch makes of each: (method, arguments, "returns" or "raises", value or message). */
    public static List<TupleValue> calls(String model) {
        ListValue calls = (ListValue) TorchFile.load(file(model, "calls.pt"));
        return calls.items().stream().map(TupleValue.class::cast).toList();
    }

    public static Object expected(String model) {
        return TorchFile.load(file(model, "expected.pt"));
    }

    /** Null where the values are equal within the tolerance of the issue that asked for them; else what differs. */
    public static String difference(Object actual, Object expected) {
        return new Difference(1e-4, 1e-5).of(actual, expected);
    }

    /** The same for values that differ at most in what a library of mathematics rounds. */
    public static String exactDifference(Object actual, Object expected) {
        return new Difference(1e-14, 0).of(actual, expected);
    }
}
