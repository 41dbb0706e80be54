package dev.sconce.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sconce.ArchiveException;
import dev.sconce.DType;
import dev.sconce.Device;
import dev.sconce.SconceException;
import dev.sconce.Scoped;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Type;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.Storage;
import dev.sconce.runtime.TupleValue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values go to PyTorch and come from it as they are: kinds, types, sharing, strides, order. */
@Scoped
class TorchFileTest {
    private static final long[] INTEGERS = {
        0, -1, 255, 256, 65535, 65536, Integer.MAX_VALUE, Integer.MIN_VALUE, 1L << 31, Long.MAX_VALUE, Long.MIN_VALUE
    };
    private static final List<DType> DTYPES =
            Arrays.stream(DType.values()).filter(dtype -> !dtype.isQuantized()).toList();

    @Test
    void savingLeavesLinksAndFoldersAsTheyAre(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("file.pt"));
        Path link = Files.createSymbolicLink(folder.resolve("link.pt"), file);
        TorchFile.save(7L, link);
        assertTrue(Files.isSymbolicLink(link));
        assertEquals(7L, TorchFile.load(file));

        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThrows(ArchiveException.class, () -> TorchFile.save(7L, empty));
        assertTrue(Files.isDirectory(empty));
    }

    @Test
    void whatIsNoFileIsWrittenAsItIs(@TempDir Path folder) throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "there are no named pipes");
        CompletableFuture<byte[]> received = CompletableFuture.supplyAsync(() -> {
            try (InputStream in = Files.newInputStream(pipe)) {
                return in.readAllBytes();
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        });
        TorchFile.save(7L, pipe);
        assertEquals(7L, TorchFile.load(received.get(1, TimeUnit.MINUTES), "received"));
        assertFalse(Files.isRegularFile(pipe));
    }

    @Test
    void everyKindOfValueOfPyTorchIsRead() {
        Object values = TorchFile.load(Fixtures.path("values.pt"));
        for (DType dtype : DTYPES) {
            Tensor tensor = (Tensor) Fixtures.get(Fixtures.get(values, "tensors"), dtype.toString());
            assertEquals(dtype, tensor.dtype());
            assertArrayEquals(new long[] {3}, tensor.sizes());
        }
        assertArrayEquals(
                new long[] {0, 1, 2},
                tensor(Fixtures.get(values, "tensors"), "int64").getDataAsLongArray());
        assertArrayEquals(
                new boolean[] {false, true, true},
                tensor(Fixtures.get(values, "tensors"), "bool").getDataAsBooleanArray());

        assertSame(
                tensor(values, "base").storage(), tensor(values, "transposed").storage());
        assertArrayEquals(
                new float[] {0, 3, 1, 4, 2, 5}, tensor(values, "transposed").getDataAsFloatArray());
        assertArrayEquals(new float[] {4, 5}, tensor(values, "tail").getDataAsFloatArray());
        assertEquals(0, tensor(values, "scalar").dim());
        assertArrayEquals(new long[] {2, 0}, tensor(values, "empty").sizes());
        assertArrayEquals(new float[] {1}, tensor(values, "parameter").getDataAsFloatArray());

        ListValue numbers = (ListValue) Fixtures.get(values, "numbers");
        assertSame(numbers, Fixtures.get(values, "same numbers"));
        assertEquals(Type.INT, numbers.elementType());
        assertArrayEquals(INTEGERS, ((ListValue) Fixtures.get(values, "ints")).toLongArray());
        assertEquals(
                List.of(1.5, -0.0, Double.POSITIVE_INFINITY, Double.NaN),
                ((ListValue) Fixtures.get(values, "floats")).items());
        assertEquals(List.of("", "h\u00e9", "\ud83d\ude00"), ((ListValue) Fixtures.get(values, "strings")).items());
        TupleValue mixed = (TupleValue) Fixtures.get(values, "mixed");
        assertEquals(Arrays.asList(1L, 2.0, true, null, "x"), mixed.items().subList(0, 5));
        assertEquals(0, ((TupleValue) mixed.get(5)).size());
        assertEquals(new Complex(1, 2), Fixtures.get(values, "complex"));
        assertEquals((long) DType.FLOAT16.number(), Fixtures.get(values, "dtype"));
        assertEquals(List.of(1L, 2L), ((TupleValue) Fixtures.get(values, "size")).items());
        assertEquals(0L, Fixtures.get(values, "layout"));
        assertEquals(new Device("cuda", 1), Fixtures.get(values, "device"));
        DictValue stateDict = (DictValue) Fixtures.get(values, "state dict");
        assertEquals(
                List.of("weight", "bias"), new ArrayList<>(stateDict.entries().keySet()));
        assertEquals(Type.TENSOR, stateDict.valueType());
        assertEquals("int key", Fixtures.get(values, 3L));
        assertNull(Fixtures.get(values, "none such"));
    }

    @Test
    void recordsWithoutChecksumsAreRead() {
        assertEquals(
                1f,
                ((Tensor) ((ListValue) TorchFile.load(Fixtures.path("no_crc.pt"))).get(0)).getDataAsFloatArray()[0]);
    }

    /** What scripts/export_archive_fixtures.py expects when torch.load opens it. */
    private static DictValue written() {
        DictValue values = new DictValue(Type.STRING, Type.ANY);
        ByteBuffer floats = ByteBuffer.allocateDirect(24).order(ByteOrder.nativeOrder());
        floats.asFloatBuffer().put(new float[] {0, 1, 2, 3, 4, 5});
        Storage memory = Storage.wrap(floats, 24);
        values.put("base", Tensor.of(memory, DType.FLOAT32, new long[] {6}, new long[] {1}, 0));
        values.put("transposed", Tensor.of(memory, DType.FLOAT32, new long[] {3, 2}, new long[] {1, 3}, 0));
        DictValue tensors = new DictValue(Type.STRING, Type.TENSOR);
        for (DType dtype : DTYPES) {
            Storage zeros = Storage.wrap(ByteBuffer.allocateDirect(2 * dtype.itemSize()), 2L * dtype.itemSize());
            tensors.put(dtype.toString(), Tensor.of(zeros, dtype, new long[] {2}, new long[] {1}, 0));
            zeros.release();
        }
        memory.release();
        values.put("tensors", tensors);
        ListValue numbers = ListValue.ofLongs(INTEGERS);
        values.put("numbers", numbers);
        values.put("same numbers", numbers);
        values.put("mixed", new TupleValue(1L, 2.5, true, null, "h\u00e9\ud83d\ude00", new TupleValue()));
        values.put("complex", new Complex(1, -2));
        values.put("device", new Device("cuda", 1));
        DictValue order = new DictValue(Type.ANY, Type.ANY);
        order.put("z", Double.NEGATIVE_INFINITY);
        order.put("a", 1L);
        order.put(3L, 1L);
        values.put("order", order);
        return values;
    }

    /** {@code written.pt} is the file of which PyTorch 2.13 said, in scripts/export_archive_fixtures.py, that it opens it. */
    @Test
    void whatIsWrittenIsByteForByteWhatPyTorchOpened(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("written.pt");
        TorchFile.save(written(), file);
        String rewrite = System.getProperty("sconce.rewriteFixtures");
        if (rewrite != null) {
            Files.copy(file, Path.of(rewrite, "written.pt"), StandardCopyOption.REPLACE_EXISTING);
        }
        assertArrayEquals(Fixtures.bytes("written.pt"), Files.readAllBytes(file));
        try (var left = Files.list(folder)) {
            assertEquals(1, left.count(), "no partial file is left");
        }
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        DictValue saved = written();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TorchFile.save(saved, out);
        Object read = TorchFile.load(out.toByteArray(), "again");
        assertSame(tensor(read, "base").storage(), tensor(read, "transposed").storage());
        assertArrayEquals(new long[] {1, 3}, tensor(read, "transposed").strides());
        assertArrayEquals(
                new float[] {0, 3, 1, 4, 2, 5}, tensor(read, "transposed").getDataAsFloatArray());
        assertSame(Fixtures.get(read, "numbers"), Fixtures.get(read, "same numbers"));
        assertArrayEquals(INTEGERS, ((ListValue) Fixtures.get(read, "numbers")).toLongArray());
        assertEquals(saved.get("mixed").toString(), Fixtures.get(read, "mixed").toString());
        assertEquals(saved.get("order").toString(), Fixtures.get(read, "order").toString());
        assertEquals(
                DType.COMPLEX32,
                tensor(Fixtures.get(read, "tensors"), "complex32").dtype());
    }

    @Test
    void aFileCanBeSavedOverItself(@TempDir Path folder) {
        Path file = folder.resolve("same.pt");
        TorchFile.save(written(), file);
        Object mapped = TorchFile.load(file);
        TorchFile.save(mapped, file);
        assertArrayEquals(new float[] {0, 1, 2, 3, 4, 5}, tensor(mapped, "base").getDataAsFloatArray());
        assertArrayEquals(
                new float[] {0, 1, 2, 3, 4, 5},
                tensor(TorchFile.load(file), "base").getDataAsFloatArray());
    }

    @Test
    void whatCannotBeSavedIsSaid(@TempDir Path folder) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ObjectValue object = new ObjectValue(new ClassType("__torch__.Box", false));
        UnsupportedException failure = assertThrows(UnsupportedException.class, () -> TorchFile.save(object, out));
        assertTrue(failure.getMessage().contains("__torch__.Box"), failure.getMessage());

        Storage memory = Storage.wrap(ByteBuffer.allocateDirect(8), 8);
        TupleValue two = new TupleValue(
                Tensor.of(memory, DType.FLOAT32, new long[] {2}, new long[] {1}, 0),
                Tensor.of(memory, DType.INT32, new long[] {2}, new long[] {1}, 0));
        memory.release();
        SconceException types = assertThrows(SconceException.class, () -> TorchFile.save(two, folder.resolve("x.pt")));
        assertTrue(types.getMessage().contains("float32 and int32 view the same memory"), types.getMessage());
        try (var left = Files.list(folder)) {
            assertEquals(0, left.count(), "no file is left");
        }

        ListValue deep = new ListValue(Type.ANY);
        for (int i = 0; i < 2000; i++) {
            deep = new ListValue(Type.ANY, List.of(deep));
        }
        ListValue deepest = deep;
        assertThrows(UnsupportedException.class, () -> TorchFile.save(deepest, out));
        assertThrows(
                SconceException.class,
                () -> TorchFile.save(1L, folder.resolve("none").resolve("x.pt")));
    }

    private static Tensor tensor(Object dict, String key) {
        return (Tensor) Fixtures.get(dict, key);
    }
}
