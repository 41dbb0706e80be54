package dev.sconce.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.sconce.ArchiveException;
import dev.sconce.SconceException;
import dev.sconce.UnsupportedException;
import dev.sconce.runtime.Scope;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A pickle can build tensors, containers and the archive's own classes, and nothing else, however it asks. */
class PickleReaderTest {
    private static final String STORAGE = "(U\u0007storagectorch\nFloatStorage\nU\u00010U\u0003cpuK\u0006tQ";

    private static String load(String pickle) {
        try (Scope scope = Scope.open()) {
            Object value = TorchFile.load(Fixtures.withPickle(Fixtures.ascii(pickle)), "test.pt");
            return String.valueOf(value);
        }
    }

    private static void assertRefused(Class<? extends SconceException> kind, String said, String pickle) {
        SconceException failure = assertThrows(kind, () -> load(pickle));
        assertTrue(failure.getMessage().startsWith("test.pt: record data.pkl"), failure.getMessage());
        assertTrue(failure.getMessage().contains(said), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cos\nsystem\n(U\u0002lstR.",
                "\u0080\u0002cposix\nsystem\n.",
                "cbuiltins\neval\n(U\u00011tR.",
                "cbuiltins\ngetattr\n.",
                "c__builtin__\nexec\n.",
                "csubprocess\nPopen\n.",
                "ctorch.hub\nload\n.",
                "ctorch\nload\n.",
                "ctorch\nTensor.__reduce__\n.",
                "\u0080\u0004\u008c\u0002os\u008c\u0006system\u0093.",
                "c__torch__evil\nX\n.",
                "cexceptions\nValueError\n.",
                "cdatetime\ndatetime\n.",
            })
    void namesOutsideOfTheListAreRefusedByName(String pickle) {
        assertRefused(ArchiveException.class, "the pickle asks for ", pickle);
    }

    @Test
    void theRefusalSaysWhichName() {
        assertRefused(ArchiveException.class, "asks for os.system, which it may not use", "cos\nsystem\n(U\u0002lstR.");
    }

    @Test
    void oldWaysToMakeInstancesAreRefusedWhateverTheName() {
        assertRefused(ArchiveException.class, "a Python object", "(ios\nsystem\n.");
        assertRefused(ArchiveException.class, "may not use", "(cos\nsystem\no.");
        assertRefused(ArchiveException.class, "a Python object", "(ctorch\ndevice\no.");
    }

    @Test
    void whatTorchScriptHasNoValueForIsUnsupported() {
        assertRefused(UnsupportedException.class, "__builtin__.set", "c__builtin__\nset\n(]tR.");
        assertRefused(UnsupportedException.class, "numpy.dtype", "cnumpy\ndtype\n.");
        assertRefused(UnsupportedException.class, "torch.uint16", "ctorch\nuint16\n.");
        assertRefused(UnsupportedException.class, "_rebuild_sparse_tensor", "ctorch._utils\n_rebuild_sparse_tensor\n.");
        assertRefused(
                UnsupportedException.class,
                "torch.sparse_coo",
                "ctorch.serialization\n_get_layout\n(U\u0010torch.sparse_cootR.");
        String bits = "(U\u0004conj\u0088d";
        String conjugated = tensor("K\u0000", "K\u0002", "K\u0001").replace(")RtR.", ")R" + bits + "tR.");
        assertRefused(UnsupportedException.class, "resolve_conj", conjugated);
        assertEquals("Tensor(float32, [2])", load(conjugated.replace(bits, "}")));
        assertRefused(UnsupportedException.class, "meta device", STORAGE.replace("U\u0003cpu", "U\u0004meta") + ".");
        assertRefused(ArchiveException.class, "does not fit in 64 bits", "L99999999999999999999L\n.");
        assertRefused(ArchiveException.class, "bytes", "\u0080\u0003C\u0001x.");
    }

    @Test
    void aClassHasNoPlaceInAFileOfValues() {
        assertRefused(ArchiveException.class, "__torch__.M", "c__torch__\nM\n)\u0081.");
        assertRefused(ArchiveException.class, "__torch__.Color", "c__torch__\nColor\nK\u0001R.");
        assertRefused(ArchiveException.class, "stands where a value should", "ctorch\nFloatStorage\n.");
    }

    /** {@code _rebuild_tensor_v2} over the storage of 6 floats that is there. */
    private static String tensor(String offset, String sizes, String strides) {
        return "ctorch._utils\n_rebuild_tensor_v2\n(" + STORAGE + offset + "(" + sizes + "t(" + strides
                + "t\u0089ccollections\nOrderedDict\n)RtR.";
    }

    @Test
    void tensorsLieWithinTheirStorage() {
        assertEquals("Tensor(float32, [2, 3])", load(tensor("K\u0000", "K\u0002K\u0003", "K\u0003K\u0001")));
        assertRefused(ArchiveException.class, "reach outside", tensor("K\u0001", "K\u0002K\u0003", "K\u0003K\u0001"));
        assertRefused(ArchiveException.class, "reach outside", tensor("K\u0000", "K\u0002K\u0003", "K\u0004K\u0001"));
        assertRefused(ArchiveException.class, "reach outside", tensor("I-1\n", "K\u0001", "K\u0001"));
        assertRefused(ArchiveException.class, "negative", tensor("K\u0000", "I-2\n", "K\u0001"));
        assertRefused(ArchiveException.class, "negative", tensor("K\u0000", "K\u0000I-2\n", "K\u0001K\u0001"));
        assertRefused(ArchiveException.class, "negative", tensor("K\u0005", "K\u0002", "I-1\n"));
        assertRefused(
                ArchiveException.class,
                "too large",
                tensor("K\u0000", "I4611686018427387904\nK\u0004", "I4611686018427387904\nK\u0001"));
        assertRefused(ArchiveException.class, "reach outside", tensor("I9223372036854775807\n", "K\u0001", "K\u0001"));
        assertRefused(ArchiveException.class, "mismatch", tensor("K\u0000", "K\u0001", "K\u0001K\u0001"));
        assertRefused(
                ArchiveException.class, "65 dimensions", tensor("K\u0000", "K\u0001".repeat(65), "K\u0001".repeat(65)));
        String larger = tensor("K\u0000", "K\u0001", "K\u0001");
        assertRefused(
                ArchiveException.class,
                "has 24 bytes, and its storage needs 28",
                larger.replace("cpuK\u0006", "cpuK\u0007"));
        assertRefused(ArchiveException.class, "", larger.replace("cpuK\u0006", "cpuI9223372036854775807\n"));
    }

    @Test
    void aRecordOutsideOfTheArchiveCannotBeNamed() {
        String pickle = tensor("K\u0000", "K\u0001", "K\u0001").replace("U\u00010", "U\u0006../../");
        SconceException failure = assertThrows(ArchiveException.class, () -> load(pickle));
        assertTrue(failure.getMessage().contains("no record data/../../"), failure.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", // nothing
                "]", // no end
                ".", // nothing to return
                "(.", // a mark is no value
                "a.", // append to nothing
                "](K\u0001e", // no end after items
                "]K\u0001K\u0002s.", // an item for a list
                "}(K\u0001u.", // a key without a value
                "K\u0001K\u0002b.", // a state for a number
                "h\u0005.", // nothing remembered there
                "X\u00ff\u00ff\u00ff\u007fab.", // a string of 2 GiB
                "X\u00ff\u00ff\u00ff\u00ffab.", // of a negative length
                "\u008b\u00ff\u00ff\u00ff\u007f.", // an integer of 2 GiB
                "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f.", // a string of 8 EiB
                "\u0080\u0063.", // protocol 99
                "\u00ff.", // no such opcode
                "\u0082\u0001.", // an extension of Python's registry
                "K\u0001)R.", // a number is called
                "ctorch\ndevice\n)R.", // too few arguments
                "ctorch\ndevice\nNR.", // none at all
                "ctorch\ndevice\n(U\u0005cpu:xtR.", // no device
                "cbuiltins\ncomplex\n(U\u0001xNtR.", // no numbers
                "U\u0001xQ.", // no storage
                "(U\u0007storagectorch\nFloatStorage\nU\u00010U\u0003cpuI-1\ntQ.", // of a negative size
                "ctorch.jit._pickle\nrestore_type_tag\n(K\u0001U\u0003inttR.", // a tag for a number
                "}(]K\u0001u.", // a list as a key
            })
    void damageIsAnExceptionOfTheFamily(String pickle) {
        assertThrows(SconceException.class, () -> load(pickle));
    }

    @Test
    void deepNestingIsRefusedAndNoStackOverflows() {
        int depth = 1_000_000;
        assertRefused(ArchiveException.class, "nested more than", "]".repeat(depth) + "a".repeat(depth - 1) + ".");
        assertRefused(ArchiveException.class, "nested more than", ")" + "\u0085".repeat(depth) + ".");
        String retyped = "ctorch._tensor\n_rebuild_from_type_v2\n";
        assertRefused(
                ArchiveException.class,
                "not used as PyTorch does",
                retyped + "(" + retyped + "ctorch\nTensor\n(" + retyped + "NNNtNtR.");
        assertEquals("[[[]]]", load("]]]aa."));
    }

    @Test
    void whatIsAllowedFitsIntoASmallStack() throws InterruptedException {
        int depth = 200;
        String[] loaded = new String[1];
        Thread small = new Thread(
                null, () -> loaded[0] = load("]".repeat(depth) + "a".repeat(depth - 1) + "."), "small", 256 << 10);
        small.start();
        small.join();
        assertEquals("[".repeat(depth) + "]".repeat(depth), loaded[0]);
    }

    @Test
    void aListThatHoldsItselfIsNoValue() {
        assertRefused(ArchiveException.class, "nested more than", "]q\u0001h\u0001a.");
        assertRefused(ArchiveException.class, "nested more than", "]q\u0001(h\u0001ta.");
    }

    @Test
    void sharingIsNotUnfolded() {
        // 2^60 leaves, unfolded: a list of twice the list before
        StringBuilder pickle = new StringBuilder("]");
        for (int i = 0; i < 60; i++) {
            pickle.append("q")
                    .append((char) i)
                    .append("](h")
                    .append((char) i)
                    .append('h')
                    .append((char) i)
                    .append('e');
        }
        try (Scope scope = Scope.open()) {
            TorchFile.load(Fixtures.withPickle(Fixtures.ascii(pickle + ".")), "test.pt");
        }
    }
}
