package dev.sconce.archive;

/** Hears how far the reading of an archive has come. Called by the reading thread. */
@FunctionalInterface
public interface ProgressListener {
    /** For who does not want to know. */
    ProgressListener NONE = (record, bytes, totalBytes) -> {};

    /**
     * A record was read, or mapped.
     *
     * @param record its name, without the archive's top folder
     * @param bytes of all records so far, each counted once
     * @param totalBytes of all records in the archive; those that nobody asks for are never reported, so the end may lie below it
     */
    void onRecord(String record, long bytes, long totalBytes);
}
