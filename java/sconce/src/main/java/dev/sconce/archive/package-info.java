/**
 * Archives and saved values: zip records, mapped weights, pickles in and out.
 *
 * <p>{@link dev.sconce.archive.ArchiveReader} reads what {@code torch.jit.save} and {@code torch.save} write;
 * {@link dev.sconce.archive.TorchFile} reads and writes files of plain values; {@link dev.sconce.archive.NumpyFile} does so for
 * NumPy's. Nothing here needs the native library but copying a record of 2 GiB and more. A pickle is only ever given tensors,
 * numbers, strings, containers and the archive's own classes: see {@link dev.sconce.archive.PickleReader}.
 */
package dev.sconce.archive;
