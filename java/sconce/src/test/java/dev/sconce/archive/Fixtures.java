package dev.sconce.archive;

import dev.sconce.UnsupportedException;
import dev.sconce.ir.ClassType;
import dev.sconce.ir.Type;
import dev.sconce.runtime.DictValue;
import dev.sconce.runtime.ObjectValue;
import dev.sconce.runtime.RefCounted;
import dev.sconce.script.CompilationUnit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Archives that PyTorch wrote (scripts/export_archive_fixtures.py), and ones that only a test would. */
final class Fixtures {
    private Fixtures() {}

    static Path path(String name) {
        try {
            return Path.of(Objects.requireNonNull(Fixtures.class.getResource(name), name)
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(path(name));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static ArchiveReader open(byte[] bytes) {
        return ArchiveReader.open(bytes, "test.pt", ProgressListener.NONE);
    }

    /** The archive's own classes, as the front end declares them; a {@code __setstate__} is remembered, not run, and its state retained. */
    static final class Types implements TypeResolver {
        final Map<ObjectValue, Object> states = new LinkedHashMap<>();
        private final CompilationUnit unit;

        Types(ArchiveReader archive) {
            unit = new CompilationUnit(
                    prefix -> {
                        String record = "code/" + prefix.replace('.', '/') + ".py";
                        return archive.contains(record) ? archive.text(record) : null;
                    },
                    name -> List.of());
        }

        @Override
        public Type resolve(String annotation) {
            return unit.type(annotation);
        }

        @Override
        public void setState(ObjectValue object, Object state) {
            RefCounted.retain(state);
            states.put(object, state);
        }

        @Override
        public ObjectValue builtin(ClassType type, Object state) {
            throw new UnsupportedException("objects of " + type.qualifiedName());
        }
    }

    /** A zip file of records below {@code top/}, compressed. */
    static byte[] zip(Map<String, byte[]> records) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> record : records.entrySet()) {
                zip.putNextEntry(new ZipEntry("top/" + record.getKey()));
                zip.write(record.getValue());
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
        return bytes.toByteArray();
    }

    /** The records of a fixture, to be changed and zipped again. */
    static Map<String, byte[]> records(String name) {
        Map<String, byte[]> records = new LinkedHashMap<>();
        try (ArchiveReader archive = ArchiveReader.open(path(name))) {
            archive.records().forEach(record -> records.put(record, archive.read(record)));
        }
        return records;
    }

    /** A torch.save file whose data.pkl is this, with a record {@code data/0} of 24 bytes. */
    static byte[] withPickle(byte[] pickle) {
        Map<String, byte[]> records = new LinkedHashMap<>();
        records.put("data.pkl", pickle);
        records.put("data/0", new byte[24]);
        records.put("version", ascii("3\n"));
        return zip(records);
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static Object get(Object dict, Object key) {
        return ((DictValue) dict).get(key);
    }
}
