package dev.sconce.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.ArchiveException;
import dev.sconce.DType;
import dev.sconce.SconceException;
import dev.sconce.Scoped;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays go to NumPy and come from it as they are. */
@Scoped
class NumpyFileTest {
    @TempDir
    Path folder;

    @Test
    void columnMajorAndBigEndianArraysAreRead() {
        Tensor tensor = NumpyFile.load(Fixtures.path("fortran.npy"));
        assertEquals(DType.INT32, tensor.dtype());
        assertArrayEquals(new long[] {2, 3}, tensor.sizes());
        assertArrayEquals(new long[] {1, 2}, tensor.strides());
        assertArrayEquals(new int[] {0, 1, 2, 3, 4, 5}, tensor.getDataAsIntArray());
        assertFalse(tensor.storage().isReadOnly());
    }

    @Test
    void arraysOfAnArchiveComeByName() {
        Map<String, Tensor> arrays = NumpyFile.loadAll(Fixtures.path("arrays.npz"));
        assertEquals(List.of("a", "b"), new ArrayList<>(arrays.keySet()));
        assertArrayEquals(new float[] {1.5f, -2}, arrays.get("a").getDataAsFloatArray());
        assertArrayEquals(new boolean[] {true, false}, arrays.get("b").getDataAsBooleanArray());
        assertArrayEquals(new long[] {2, 1}, arrays.get("b").sizes());
        Tensor compressed = NumpyFile.loadAll(Fixtures.path("compressed.npz")).get("arr");
        assertArrayEquals(new long[1000], compressed.getDataAsLongArray());
    }

    /** The bytes that {@code numpy.save} makes of {@code numpy.float32([1, 2])}. */
    @Test
    void whatIsWrittenIsWhatNumpyWrites() throws IOException {
        Path file = folder.resolve("a.npy");
        NumpyFile.save(Tensor.fromBlob(new float[] {1, 2}, new long[] {2}), file);
        String header = "\u0093NUMPY\u0001\u0000v\u0000{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }";
        String expected =
                header + " ".repeat(127 - header.length()) + "\n\u0000\u0000\u0080\u003f\u0000\u0000\u0000\u0040";
        assertEquals(expected, new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
    }

    @Test
    void everyDtypeGoesThereAndBack() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<DType> dtypes = Arrays.stream(DType.values())
                .filter(d -> !d.isQuantized() && d != DType.BFLOAT16 && d != DType.COMPLEX32)
                .toList();
        Object values = Fixtures.get(TorchFile.load(Fixtures.path("values.pt")), "tensors");
        for (DType dtype : dtypes) {
            tensors.put(dtype.toString(), (Tensor) Fixtures.get(values, dtype.toString()));
        }
        Path file = folder.resolve("all.npz");
        NumpyFile.saveAll(tensors, file);
        Map<String, Tensor> read = NumpyFile.loadAll(file);
        assertEquals(tensors.keySet(), read.keySet());
        for (DType dtype : dtypes) {
            Tensor before = tensors.get(dtype.toString());
            Tensor after = read.get(dtype.toString());
            assertEquals(dtype, after.dtype());
            long bytes = 3L * dtype.itemSize();
            assertEquals(before.storage().buffer(0, bytes), after.storage().buffer(0, bytes), dtype.toString());
        }
    }

    @Test
    void viewsAreWrittenRowMajor() {
        Tensor transposed = (Tensor) Fixtures.get(TorchFile.load(Fixtures.path("values.pt")), "transposed");
        Tensor tail = (Tensor) Fixtures.get(TorchFile.load(Fixtures.path("values.pt")), "tail");
        NumpyFile.save(transposed, folder.resolve("t.npy"));
        NumpyFile.save(tail, folder.resolve("tail.npy"));
        Tensor read = NumpyFile.load(folder.resolve("t.npy"));
        assertArrayEquals(new long[] {3, 2}, read.sizes());
        assertTrue(read.isContiguous());
        assertArrayEquals(new float[] {0, 3, 1, 4, 2, 5}, read.getDataAsFloatArray());
        assertArrayEquals(
                new float[] {4, 5}, NumpyFile.load(folder.resolve("tail.npy")).getDataAsFloatArray());
        NumpyFile.save(Tensor.fromBlob(new long[] {7}, new long[] {}), folder.resolve("0d.npy"));
        assertEquals(0, NumpyFile.load(folder.resolve("0d.npy")).dim());
        NumpyFile.save(Tensor.fromBlob(new long[] {}, new long[] {0, 3}), folder.resolve("empty.npy"));
        assertArrayEquals(
                new long[] {0, 3}, NumpyFile.load(folder.resolve("empty.npy")).sizes());
    }

    @Test
    void whatIsNoArrayOfNumbersIsRefused() throws IOException {
        Path file = folder.resolve("x.npy");
        byte[] good = Fixtures.bytes("fortran.npy");
        String text = new String(good, StandardCharsets.ISO_8859_1);
        Files.write(file, Fixtures.ascii(text.replace(">i4", "|O8")));
        assertTrue(assertThrows(UnsupportedException.class, () -> NumpyFile.load(file))
                .getMessage()
                .contains("|O8"));
        Files.write(file, Fixtures.ascii(text.replace(">i4", ">u4")));
        assertThrows(UnsupportedException.class, () -> NumpyFile.load(file));
        for (String shape : List.of(
                "(9, 3)", "(99999999999999999999, 0)", "(0, 9223372036854775807, 4)", "(4611686018427387904, 4)")) {
            Files.write(file, Fixtures.ascii(text.replace("(2, 3)", shape)));
            assertThrows(ArchiveException.class, () -> NumpyFile.load(file), shape);
        }
        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            assertThrows(SconceException.class, () -> NumpyFile.load(file), "cut to " + length);
        }
        assertThrows(ArchiveException.class, () -> NumpyFile.load(folder.resolve("none.npy")));
        assertThrows(ArchiveException.class, () -> NumpyFile.loadAll(folder.resolve("none.npz")));
        Tensor bfloat =
                (Tensor) Fixtures.get(Fixtures.get(TorchFile.load(Fixtures.path("values.pt")), "tensors"), "bfloat16");
        assertThrows(UnsupportedException.class, () -> NumpyFile.save(bfloat, file));
    }
}
