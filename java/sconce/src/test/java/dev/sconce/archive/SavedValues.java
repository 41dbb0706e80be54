package dev.sconce.archive;

import java.nio.file.Path;

/** What {@code torch.save} wrote, for tests of other packages. */
public final class SavedValues {
    private SavedValues() {}

    /** The value, with tensors over the file's bytes; the open scope owns it. */
    public static Object read(Path file) {
        try (ArchiveReader reader = ArchiveReader.open(file)) {
            return reader.readPickle("data", null);
        }
    }
}
