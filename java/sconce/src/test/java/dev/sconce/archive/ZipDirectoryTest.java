package dev.sconce.archive;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ZipDirectoryTest {
    private static byte[] zip(Zip64Mode mode, String comment) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipArchiveOutputStream zip = new ZipArchiveOutputStream(bytes)) {
            zip.setUseZip64(mode);
            zip.setComment(comment);
            for (String name : List.of("top/first", "top/zwölf")) {
                ZipArchiveEntry entry = new ZipArchiveEntry(name);
                CRC32 crc = new CRC32();
                crc.update(Fixtures.ascii(name));
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(Fixtures.ascii(name).length);
                entry.setCrc(crc.getValue());
                zip.putArchiveEntry(entry);
                zip.write(Fixtures.ascii(name));
                zip.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    /** {@code Always} writes sizes, offsets and the end record in 64 bits, as files beyond 4 GiB need them. */
    @ParameterizedTest
    @EnumSource(names = {"Never", "Always"})
    void namesSizesAndPlacesInBothForms(Zip64Mode mode) throws IOException {
        ByteSource source = ByteSource.of(zip(mode, "PK\005\006 is no end record where its comment does not fit"));
        List<ZipDirectory.Entry> entries = ZipDirectory.read(source);
        assertEquals(
                List.of("top/first", "top/zwölf"),
                entries.stream().map(e -> e.name).toList());
        for (ZipDirectory.Entry entry : entries) {
            assertEquals(ZipDirectory.STORED, entry.method);
            assertEquals(9, entry.size);
            assertEquals(9, entry.packedSize);
            byte[] bytes = new byte[9];
            source.read(ByteBuffer.wrap(bytes), entry.offset(source));
            assertArrayEquals(Fixtures.ascii(entry.name), bytes);
        }
    }

    @Test
    void aDirectoryOutsideOfTheFileIsRefused() throws IOException {
        byte[] whole = zip(Zip64Mode.Never, "");
        whole[whole.length - 22 + 19] = 0x7f; // the highest byte of the directory's offset
        ByteSource source = ByteSource.of(whole);
        assertEquals(
                "it points outside of the file",
                assertThrows(IOException.class, () -> ZipDirectory.read(source)).getMessage());
    }
}
