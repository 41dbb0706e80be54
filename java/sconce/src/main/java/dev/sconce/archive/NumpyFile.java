package dev.sconce.archive;

import dev.sconce.ArchiveException;
import dev.sconce.SconceException;
import dev.sconce.Tensor;
import dev.sconce.UnsupportedException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Files of NumPy arrays: {@code .npy} (one, {@code numpy.save}) and {@code .npz} (several by name, {@code numpy.savez} and {@code
 * savez_compressed}). All dtypes that both sides have, in either byte order, row-major or column-major; arrays below 2 GiB.
 */
public final class NumpyFile {
    private static final String SUFFIX = ".npy";

    private NumpyFile() {}

    /**
     * Reads an {@code .npy} file. A column-major (Fortran) array becomes a tensor of such strides. The tensor has its own, writable
     * memory; it is owned by the open scope, else by the caller.
     */
    public static Tensor load(Path npy) {
        try {
            return NumpyArray.decode(npy.toString(), Files.readAllBytes(npy));
        } catch (NoSuchFileException missing) {
            throw new ArchiveException(npy + ": there is no such file", missing);
        } catch (IOException | OutOfMemoryError failed) {
            throw new ArchiveException(npy + ": the file cannot be read: " + failed, failed);
        }
    }

    /** Reads an {@code .npz} file: its arrays by name, in the file's order; each as {@link #load} has it. */
    public static Map<String, Tensor> loadAll(Path npz) {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        try (ZipRecords records = new ZipRecords(npz.toString(), ByteSource.of(npz), ProgressListener.NONE)) {
            for (String record : records.names()) {
                if (record.endsWith(SUFFIX)) {
                    String name = record.substring(0, record.length() - SUFFIX.length());
                    tensors.put(name, NumpyArray.decode(npz + ": record " + record, records.read(record)));
                }
            }
            return tensors;
        } catch (NoSuchFileException missing) {
            throw new ArchiveException(npz + ": there is no such file", missing);
        } catch (IOException failed) {
            throw new ArchiveException(npz + ": the file cannot be read: " + failed, failed);
        }
    }

    /**
     * Writes an {@code .npy} file, row-major.
     *
     * @throws UnsupportedException for a dtype that NumPy has not: bfloat16, complex32, the quantized ones
     */
    public static void save(Tensor tensor, Path npy) {
        write(npy, out -> out.write(NumpyArray.encode(tensor)));
    }

    /** Writes an {@code .npz} file of arrays by name; dtypes as for {@link #save}. */
    public static void saveAll(Map<String, Tensor> tensors, Path npz) {
        write(npz, out -> {
            try (ArchiveWriter archive = new ArchiveWriter(out, "")) {
                for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
                    archive.write(entry.getKey() + SUFFIX, NumpyArray.encode(entry.getValue()));
                }
            }
        });
    }

    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    private static void write(Path path, Writing writing) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path))) {
            writing.to(out);
        } catch (IOException failed) {
            throw new SconceException(path + ": the file cannot be written: " + failed, failed);
        }
    }
}
