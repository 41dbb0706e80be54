package dev.sconce.bench;

import dev.sconce.archive.TorchFile;
import dev.sconce.runtime.TupleValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A model on disk: model.pt, inputs.pt (a tuple of arguments), expected.pt (PyTorch's result), and perhaps model.onnx. */
public record ModelFolder(Path path) {
    public String name() {
        return path.getFileName().toString();
    }

    public Path model() {
        return path.resolve("model.pt");
    }

    public Path onnx() {
        return path.resolve("model.onnx");
    }

    public boolean hasOnnx() {
        return Files.exists(onnx());
    }

    /** The arguments, as the interpreter has them. The open scope owns them, else the caller. */
    public List<Object> inputs() {
        Object value = TorchFile.load(path.resolve("inputs.pt"));
        return value instanceof TupleValue tuple ? tuple.items() : List.of(value);
    }

    boolean hasExpected() {
        return Files.exists(path.resolve("expected.pt"));
    }

    /** The numbers of the expected result. */
    List<double[]> expected() {
        return Numbers.of(TorchFile.load(path.resolve("expected.pt")));
    }
}
