package dev.sconce.examples.digits;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;

/**
 * The digits that the network was not trained on.
 *
 * @param images one image after the other, each {@value #SIDE} rows of {@value #SIDE} pixels, 0 (paper) to 255 (ink)
 * @param labels the digit that each image shows
 */
record HeldOut(byte[] images, byte[] labels) {
    static final int SIDE = 28;
    private static final int PIXELS = SIDE * SIDE;

    /** Reads the two files that {@code train.py} wrote into the folder. */
    static HeldOut read(Path folder) throws IOException {
        HeldOut read = new HeldOut(
                readIdx(folder.resolve("heldout-images-idx3-ubyte.gz"), 3),
                readIdx(folder.resolve("heldout-labels-idx1-ubyte.gz"), 1));
        if (read.images.length != read.labels.length * PIXELS) {
            throw new IOException(folder + ": " + read.images.length + " pixels for " + read.labels.length + " labels");
        }
        return read;
    }

    int count() {
        return labels.length;
    }

    /** One image's pixels, 0 to 1. */
    float[] image(int index) {
        return images(index, index + 1);
    }

    /** The pixels of the images from..to-1, 0 to 1: the data of a tensor of {@code [to - from, 1, 28, 28]}. */
    float[] images(int from, int to) {
        float[] pixels = new float[(to - from) * PIXELS];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = Byte.toUnsignedInt(images[from * PIXELS + i]) / 255f;
        }
        return pixels;
    }

    /** The elements of a gzipped file of bytes in MNIST's own format: type, sizes, elements. */
    private static byte[] readIdx(Path file, int dimensions) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(new GZIPInputStream(Files.newInputStream(file))))) {
            int kind = in.readInt();
            if (kind != (8 << 8 | dimensions)) {
                throw new IOException(file + " does not start as an IDX file of " + dimensions + "-d uint8 does");
            }
            int length = 1;
            for (int d = 0; d < dimensions; d++) {
                length = Math.multiplyExact(length, in.readInt());
            }
            byte[] elements = new byte[length];
            in.readFully(elements);
            return elements;
        }
    }
}
