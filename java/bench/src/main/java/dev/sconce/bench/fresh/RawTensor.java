package dev.sconce.bench.fresh;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An argument of a model in a file that needs no library to be read: what a program has in its hands before it calls one.
 *
 * @param data {@code float[]} or {@code long[]}, in row-major order
 */
public record RawTensor(Object data, long[] shape) {
    public static void write(Path file, List<RawTensor> tensors) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(tensors.size());
            for (RawTensor tensor : tensors) {
                out.writeBoolean(tensor.data instanceof float[]);
                out.writeInt(tensor.shape.length);
                for (long size : tensor.shape) {
                    out.writeLong(size);
                }
                if (tensor.data instanceof float[] floats) {
                    for (float number : floats) {
                        out.writeFloat(number);
                    }
                } else {
                    for (long number : (long[]) tensor.data) {
                        out.writeLong(number);
                    }
                }
            }
        }
    }

    public static List<RawTensor> read(Path file) throws IOException {
        List<RawTensor> tensors = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            int count = in.readInt();
            for (int t = 0; t < count; t++) {
                boolean floats = in.readBoolean();
                long[] shape = new long[in.readInt()];
                long elements = 1;
                for (int d = 0; d < shape.length; d++) {
                    shape[d] = in.readLong();
                    elements *= shape[d];
                }
                ByteBuffer bytes = ByteBuffer.wrap(in.readNBytes(Math.toIntExact(elements * (floats ? 4 : 8))));
                Object data;
                if (floats) {
                    float[] numbers = new float[Math.toIntExact(elements)];
                    bytes.asFloatBuffer().get(numbers);
                    data = numbers;
                } else {
                    long[] numbers = new long[Math.toIntExact(elements)];
                    bytes.asLongBuffer().get(numbers);
                    data = numbers;
                }
                tensors.add(new RawTensor(data, shape));
            }
        }
        return tensors;
    }
}
