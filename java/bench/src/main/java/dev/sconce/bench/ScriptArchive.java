package dev.sconce.bench;

import dev.sconce.Tensor;
import dev.sconce.archive.TorchFile;
import dev.sconce.ir.Type;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.Scope;
import dev.sconce.runtime.TupleValue;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;

/** Writes a model folder from TorchScript source, with random weights: nothing need be exported from Python. */
final class ScriptArchive {
    private static final long SEED = 1;
    private static final String PREFIX = "model/";
    private static final byte[] EMPTY_TUPLE_PICKLE = {(byte) 0x80, 2, ')', '.'};

    private ScriptArchive() {}

    /**
     * A parameter: uniform in [middle - bound, middle + bound).
     *
     * @param middle for instance 1 for the scales of a batch norm
     */
    record Parameter(String name, double middle, double bound, long... shape) {
        static Parameter of(String name, double bound, long... shape) {
            return new Parameter(name, 0, bound, shape);
        }
    }

    /**
     * Writes model.pt and inputs.pt, the same at every call.
     *
     * @param source of the module's methods, {@code forward} among them
     * @param inputs the shapes of forward's arguments, float32, uniform in [-1, 1)
     */
    static ModelFolder write(Path folder, String source, List<Parameter> parameters, List<long[]> inputs)
            throws IOException {
        return write(folder, source, parameters, inputs, false);
    }

    /** @param channelsLast whether inputs of four dimensions lie in memory as NHWC */
    static ModelFolder write(
            Path folder, String source, List<Parameter> parameters, List<long[]> inputs, boolean channelsLast)
            throws IOException {
        Files.createDirectories(folder);
        Random random = new Random(SEED);
        try (Scope ignored = Scope.open()) {
            DictValue attributes = new DictValue(Type.STRING, Type.ANY);
            StringBuilder declarations = new StringBuilder();
            StringBuilder names = new StringBuilder();
            for (Parameter parameter : parameters) {
                attributes.put(parameter.name, uniform(random, parameter.middle, parameter.bound, parameter.shape));
                declarations.append("  ").append(parameter.name).append(" : Tensor\n");
                names.append('"').append(parameter.name).append("\", ");
            }
            attributes.put("training", false);
            String code = "class Model(Module):\n  __parameters__ = [" + names + "]\n  __buffers__ = []\n"
                    + declarations + "  training : bool\n"
                    + source.replace("(self,", "(self: __torch__.Model,").indent(2);
            ModelFolder model = new ModelFolder(folder);
            Files.write(model.model(), archive(attributes, code));
            Object[] arguments = inputs.stream()
                    .map(shape -> channelsLast && shape.length == 4
                            ? channelsLast(random, shape)
                            : uniform(random, 0, 1, shape))
                    .toArray();
            TorchFile.save(new TupleValue(arguments), folder.resolve("inputs.pt"));
            return model;
        }
    }

    private static Tensor channelsLast(Random random, long... nchw) {
        long c = nchw[1];
        long h = nchw[2];
        long w = nchw[3];
        return uniform(random, 0, 1, nchw[0], h, w, c).asStrided(nchw, new long[] {h * w * c, 1, w * c, c}, 0);
    }

    private static Tensor uniform(Random random, double middle, double bound, long... shape) {
        float[] data = new float[Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact))];
        for (int i = 0; i < data.length; i++) {
            data[i] = (float) (middle + bound * (2 * random.nextDouble() - 1));
        }
        return Tensor.fromBlob(data, shape);
    }

    /** What torch.save writes of the attributes, made the state of an object of the class, with the code beside it. */
    private static byte[] archive(DictValue attributes, String code) throws IOException {
        ByteArrayOutputStream saved = new ByteArrayOutputStream();
        TorchFile.save(attributes, saved);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            ZipInputStream records = new ZipInputStream(new ByteArrayInputStream(saved.toByteArray()));
            for (ZipEntry entry = records.getNextEntry(); entry != null; entry = records.getNextEntry()) {
                String record = entry.getName().substring(entry.getName().indexOf('/') + 1);
                byte[] content = records.readAllBytes();
                if (record.startsWith("data")) {
                    put(zip, record, record.equals("data.pkl") ? object(content) : content);
                }
            }
            put(zip, "code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
            put(zip, "constants.pkl", EMPTY_TUPLE_PICKLE);
            put(zip, "version", "3\n".getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /** The pickle of a new {@code __torch__.Model} whose state is what the given pickle holds. */
    private static byte[] object(byte[] state) throws IOException {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.write(state, 0, 2); // the protocol
        pickle.write("c__torch__\nModel\n)\u0081".getBytes(StandardCharsets.ISO_8859_1)); // GLOBAL, EMPTY_TUPLE, NEWOBJ
        pickle.write(state, 2, state.length - 3); // all but the protocol and STOP
        pickle.write("b.".getBytes(StandardCharsets.ISO_8859_1)); // BUILD, STOP
        return pickle.toByteArray();
    }

    /** Stored, and beginning at a multiple of 64 bytes. */
    private static void put(ZipArchiveOutputStream zip, String record, byte[] content) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(content);
        ZipArchiveEntry entry = new ZipArchiveEntry(PREFIX + record);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCrc(crc.getValue());
        entry.setAlignment(64);
        zip.putArchiveEntry(entry);
        zip.write(content);
        zip.closeArchiveEntry();
    }
}
