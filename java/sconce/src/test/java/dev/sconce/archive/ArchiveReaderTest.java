package dev.sconce.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.ArchiveException;
import dev.sconce.DType;
import dev.sconce.Device;
import dev.sconce.SconceException;
import dev.sconce.Scoped;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import dev.sconce.ir.Type;
import dev.sconce.runtime.Complex;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.EnumValue;
import dev.sconce.runtime.ListValue;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.Scope;
import dev.sconce.runtime.Storage;
import dev.sconce.runtime.TupleValue;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What torch.jit.save writes is what the reader gives: records, values with their types, and what memory they share. */
@Scoped
class ArchiveReaderTest {
    private static ObjectValue module(String name) {
        try (ArchiveReader archive = ArchiveReader.open(Fixtures.path(name))) {
            return archive.readModule(new Fixtures.Types(archive));
        }
    }

    private static float[] floats(Object tensor) {
        return ((Tensor) tensor).getDataAsFloatArray();
    }

    @Test
    void recordsHaveNoTopFolderWhateverItIsCalled() {
        try (ArchiveReader archive = ArchiveReader.open(Fixtures.path("module.pt"))) {
            assertTrue(archive.contains("code/__torch__.py"));
            assertTrue(archive.text("code/__torch__.py").startsWith("class Everything(Module):"), "inflated");
            assertEquals(48, archive.size("data/0"));
            assertEquals(3, archive.version());
            assertEquals(40, archive.serializationId().orElseThrow().length());
            assertTrue(archive.isTorchScript());
            assertArrayEquals(Fixtures.ascii("hello"), archive.extraFiles().get("note.txt"));
        }
    }

    @Test
    void attributesHaveTheirDeclaredTypes() {
        ObjectValue module = module("module.pt");
        assertEquals("__torch__.Everything", module.type().qualifiedName());
        assertEquals(List.of(1L, 2L, 3L), ((ListValue) module.attribute("ints")).items());
        assertEquals(Type.INT, ((ListValue) module.attribute("ints")).elementType());
        assertEquals(Type.FLOAT, ((ListValue) module.attribute("floats")).elementType());
        assertEquals(List.of(true), ((ListValue) module.attribute("bools")).items());
        assertEquals(Type.STRING, ((ListValue) module.attribute("strings")).elementType());
        DictValue nested = (DictValue) module.attribute("nested");
        assertEquals(new Type.ListType(Type.TENSOR), nested.valueType());
        assertEquals(List.of("b", "a"), new ArrayList<>(nested.entries().keySet()), "in order of insertion");
        assertEquals(Type.TENSOR, ((ListValue) nested.get("a")).elementType(), "of an empty list too");
        assertEquals(Map.of(2L, 2.0, 1L, 1.0), ((DictValue) module.attribute("by_int")).entries());
        assertNull(module.attribute("none"));
        assertEquals(Type.INT, ((ListValue) module.attribute("some")).elementType());
        TupleValue tuple = (TupleValue) module.attribute("tuple");
        assertEquals(1L, tuple.get(0));
        assertEquals(Type.FLOAT, ((ListValue) tuple.get(1)).elementType());
        assertEquals(new Complex(3, 4), module.attribute("complex"));
        assertEquals(Device.CPU, module.attribute("device"));
        assertEquals((long) DType.FLOAT16.number(), module.attribute("dtype"));
        assertEquals("h\u00e9\n", module.attribute("text"));
        assertEquals(1L << 40, module.attribute("large"));
        assertEquals(true, module.attribute("training"));
    }

    @Test
    void classesEnumsAndNamedTuplesAreTheArchivesOwn() {
        ObjectValue module = module("module.pt");
        EnumValue color = (EnumValue) module.attribute("color");
        assertEquals("GREEN", color.name());
        assertEquals("__torch__.Color", color.type().qualifiedName());
        TupleValue pair = (TupleValue) module.attribute("pair");
        assertEquals("__torch__.Pair", pair.type().name());
        assertEquals(3L, pair.get(1));
        ObjectValue box = (ObjectValue) module.attribute("box");
        assertEquals(7L, box.attribute("value"));
        assertFalse(box.type().isModule());
        assertArrayEquals(new float[] {1, 1}, floats(box.attribute("tensor")));
    }

    @Test
    void sharedStaysSharedAndViewsKeepTheirStrides() {
        ObjectValue module = module("module.pt");
        ObjectValue linear = (ObjectValue) module.attribute("linear");
        assertSame(((Tensor) module.attribute("tied")).storage(), ((Tensor) linear.attribute("weight")).storage());
        Tensor whole = (Tensor) module.attribute("whole");
        Tensor transposed = (Tensor) module.attribute("transposed");
        Tensor tail = (Tensor) module.attribute("tail");
        assertSame(whole.storage(), transposed.storage());
        assertSame(whole.storage(), tail.storage());
        assertArrayEquals(new long[] {3, 2}, transposed.sizes());
        assertArrayEquals(new long[] {1, 3}, transposed.strides());
        assertArrayEquals(new float[] {0, 3, 1, 4, 2, 5}, floats(transposed));
        assertEquals(4, tail.storageOffset());
        assertArrayEquals(new float[] {4, 5}, floats(tail));
        assertEquals(DType.BFLOAT16, ((Tensor) module.attribute("bfloat")).dtype());
        assertEquals(0, ((Tensor) module.attribute("empty")).numel());
        assertArrayEquals(new long[] {7}, ((Tensor) module.attribute("zero_dim")).getDataAsLongArray());
    }

    @Test
    void constantsAreATuple() {
        try (ArchiveReader archive = ArchiveReader.open(Fixtures.path("constants.pt"))) {
            TupleValue constants = archive.readConstants(new Fixtures.Types(archive));
            assertArrayEquals(new float[] {0, 1, 2, 3, 4}, floats(constants.get(0)));
        }
    }

    @Test
    void anObjectsOwnSetstateGetsItsState() {
        try (ArchiveReader archive = ArchiveReader.open(Fixtures.path("state.pt"))) {
            Fixtures.Types types = new Fixtures.Types(archive);
            ObjectValue module = archive.readModule(types);
            TupleValue state = (TupleValue) types.states.get(module);
            assertArrayEquals(new float[] {3, 3}, floats(state.get(0)), "made by its __getstate__");
            assertEquals(Type.INT, ((ListValue) state.get(1)).elementType());
            assertEquals(false, state.get(2));
            state.release();
        }
    }

    @Test
    void weightsAreMappedAndReadOnlyAndOutliveTheReader() throws IOException {
        Storage storage;
        try (ArchiveReader archive = ArchiveReader.open(Fixtures.path("module.pt"))) {
            storage = archive.storage("data/0");
        }
        assertTrue(storage.isReadOnly());
        assertTrue(Files.readString(Path.of("/proc/self/maps")).contains("module.pt"), "mapped, not copied");
        assertEquals(48, storage.bytes());
        assertEquals(11f, storage.buffer(44, 4).getFloat());
        storage.release();
    }

    @Test
    void mappingsGoWithTheirLastTensor() throws Exception {
        for (int i = 0; i < 50; i++) {
            try (Scope inner = Scope.open()) {
                assertInstanceOf(ObjectValue.class, module("module.pt"), inner::toString);
            }
        }
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (Files.readString(Path.of("/proc/self/maps")).contains("module.pt") && System.nanoTime() < deadline) {
            System.gc();
            Thread.sleep(20);
        }
        assertFalse(Files.readString(Path.of("/proc/self/maps")).contains("module.pt"));
    }

    @Test
    void theSameFromBytesFileChannelAndStream(@TempDir Path folder) throws IOException {
        byte[] bytes = Fixtures.bytes("module.pt");
        List<ArchiveReader> readers = List.of(
                Fixtures.open(bytes),
                ArchiveReader.open(FileChannel.open(Fixtures.path("module.pt")), "channel", ProgressListener.NONE),
                ArchiveReader.open(
                        Channels.newChannel(new ByteArrayInputStream(bytes)), "stream", ProgressListener.NONE));
        for (ArchiveReader reader : readers) {
            try (reader) {
                ObjectValue module = reader.readModule(new Fixtures.Types(reader));
                assertArrayEquals(new float[] {4, 5}, floats(module.attribute("tail")), reader.name());
            }
        }
    }

    @Test
    void deflatedAndUnalignedWeightsAreReadToo() {
        try (ArchiveReader archive = Fixtures.open(Fixtures.zip(Fixtures.records("module.pt")))) {
            ObjectValue module = archive.readModule(new Fixtures.Types(archive));
            assertArrayEquals(new float[] {0, 3, 1, 4, 2, 5}, floats(module.attribute("transposed")));
        }
    }

    @Test
    void progressCountsEachRecordOnce() {
        List<String> records = new ArrayList<>();
        long[] last = new long[2];
        ProgressListener listener = (record, bytes, total) -> {
            records.add(record);
            assertTrue(bytes >= last[0] && bytes <= total);
            last[0] = bytes;
            last[1] = total;
        };
        try (ArchiveReader archive = ArchiveReader.open(Fixtures.path("module.pt"), listener)) {
            archive.readModule(new Fixtures.Types(archive));
            archive.read("version");
        }
        assertTrue(records.contains("data/0") && records.contains("data.pkl"));
        assertEquals(1, records.stream().filter("version"::equals).count());
        assertTrue(last[1] > 4000 && last[0] < last[1]);
    }

    @Test
    void aMissingRecordIsNamed() {
        Map<String, byte[]> records = Fixtures.records("module.pt");
        records.remove("data/0");
        assertFails("test.pt: there is no record data/0", Fixtures.zip(records));
        records.remove("data.pkl");
        assertFails("without the record data.pkl", Fixtures.zip(records));
    }

    @Test
    void aStorageThatIsTooShortIsNamed() {
        Map<String, byte[]> records = Fixtures.records("module.pt");
        records.put("data/0", new byte[47]);
        assertFails("record data/0 has 47 bytes, and its storage needs 48", Fixtures.zip(records));
    }

    @Test
    void aValueOfAnotherTypeThanDeclaredIsNamed() {
        Map<String, byte[]> records = Fixtures.records("module.pt");
        String code = new String(records.get("code/__torch__.py"), java.nio.charset.StandardCharsets.UTF_8);
        records.put("code/__torch__.py", Fixtures.ascii(code.replace("large : int", "large : str")));
        assertFails(
                "attribute large of __torch__.Everything is declared as str, and its value is a int",
                Fixtures.zip(records));
        records.put("code/__torch__.py", Fixtures.ascii(code.replace("large : int", "larger : int")));
        assertFails("has no value for its attribute larger of type int", Fixtures.zip(records));
        records.put("code/__torch__.py", Fixtures.ascii(code.replace("  GREEN = 2\n", "")));
        assertFails("enum __torch__.Color has no member of that value", Fixtures.zip(records));
    }

    @Test
    void otherFilesAreCalledByTheirName(@TempDir Path folder) throws IOException {
        Map<String, String> kinds = Map.of(
                "version https://git-lfs.github.com/spec/v1\n", "git lfs pull",
                "<html>", "HTML",
                "\u001f\u008b\b", "gzip",
                "\u0000\u0000\u0000\u0000ET12", "ExecuTorch",
                "\u0093NUMPY\u0001\u0000", "NumPy",
                "\u0080\u0004.", "bare pickle",
                "something", "no zip file",
                "", "empty");
        kinds.forEach((begin, said) -> assertFails(said, Fixtures.ascii(begin)));
        assertFails("before PyTorch 1.6; load it in PyTorch and torch.save it again", Fixtures.bytes("legacy.pt"));
        assertFails("without the record data.pkl", Fixtures.zip(Map.of("some.class", new byte[3])));
        ArchiveException missing =
                assertThrows(ArchiveException.class, () -> ArchiveReader.open(folder.resolve("none.pt")));
        assertTrue(missing.getMessage().endsWith("none.pt: there is no such file"), missing.getMessage());
        assertThrows(ArchiveException.class, () -> ArchiveReader.open(folder), "a folder");
    }

    @Test
    void whatPyTorchReadsAndWeCannotIsUnsupported() {
        assertUnsupported("with model.json", Map.of("model.json", new byte[1]));
        assertUnsupported("torch.export", Map.of("archive_format", new byte[1]));
        assertUnsupported("torch.package", Map.of(".data/extern_modules", new byte[1]));
        byte[] none = Fixtures.ascii("N.");
        assertUnsupported("version 11", Map.of("data.pkl", none, "version", Fixtures.ascii("11\n")));
        assertUnsupported(
                "byte order big",
                Map.of("data.pkl", none, "version", Fixtures.ascii("3\n"), "byteorder", Fixtures.ascii("big")));
    }

    @Test
    void valuesAreNoModelAndAModelIsNoValues() {
        ArchiveException values = assertThrows(ArchiveException.class, () -> module("values.pt"));
        assertTrue(values.getMessage().contains("a file of torch.save"), values.getMessage());
        ArchiveException model = assertThrows(ArchiveException.class, () -> TorchFile.load(Fixtures.path("module.pt")));
        assertTrue(model.getMessage().contains("open it as a Module"), model.getMessage());
    }

    private static void assertFails(String said, byte[] archive) {
        SconceException failure = assertThrows(ArchiveException.class, () -> {
            try (ArchiveReader reader = Fixtures.open(archive)) {
                reader.readModule(new Fixtures.Types(reader));
            }
        });
        assertTrue(failure.getMessage().contains(said), failure.getMessage());
        assertTrue(failure.getMessage().startsWith("test.pt: "), failure.getMessage());
    }

    private static void assertUnsupported(String said, Map<String, byte[]> records) {
        UnsupportedException failure =
                assertThrows(UnsupportedException.class, () -> Fixtures.open(Fixtures.zip(records))
                        .close());
        assertTrue(failure.getMessage().contains(said), failure.getMessage());
    }
}
