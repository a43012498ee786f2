// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.evaluate;

import io.tracewheel.otlp.ByteSlice;
import io.tracewheel.otlp.Signal;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pieces of traces, given back with all pieces of equal keys together: in memory while they are
 * few, else in files of a temporary directory, each of which has the pieces of some keys. Not
 * thread-safe.
 */
final class Spill implements AutoCloseable {
  private static final int PARTS = 256;
  private static final int BUFFER = 4 << 10;

  /** What a piece takes in memory besides its bytes. */
  private static final int PIECE_BYTES = 64;

  private final long maxMemory;
  private final List<Keyed> kept = new ArrayList<>();
  private final @Nullable DataOutputStream[] parts = new DataOutputStream[PARTS];
  private @Nullable Path directory;
  private long bytes;

  /** A piece: a request of one span or one log record. */
  record Piece(Signal signal, ByteSlice request) {}

  private record Keyed(String key, Piece piece) {}

  /** Takes pieces whose keys are all of their kind. */
  @FunctionalInterface
  interface Consumer {
    void accept(List<Piece> pieces) throws IOException;
  }

  /**
   * @param maxMemory bytes of pieces that stay in memory
   */
  Spill(long maxMemory) {
    this.maxMemory = maxMemory;
  }

  void add(String key, Piece piece) throws IOException {
    if (directory != null) {
      write(key, piece);
      return;
    }
    kept.add(new Keyed(key, piece));
    bytes += piece.request().length() + PIECE_BYTES;
    if (bytes > maxMemory) {
      directory = Files.createTempDirectory("tracewheel-evaluate");
      for (Keyed one : kept) {
        write(one.key(), one.piece());
      }
      kept.clear();
    }
  }

  private void write(String key, Piece piece) throws IOException {
    int part = Math.floorMod(key.hashCode() * 0x9e3779b9, PARTS);
    DataOutputStream out = parts[part];
    if (out == null) {
      out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file(part)), BUFFER));
      parts[part] = out;
    }
    out.writeByte(piece.signal().ordinal());
    out.writeInt(piece.request().length());
    piece.request().writeTo(out);
  }

  private Path file(int part) {
    Path in = directory;
    if (in == null) {
      throw new IllegalStateException("nothing was written");
    }
    return in.resolve(Integer.toString(part));
  }

  /** Whether files were needed. */
  boolean spilled() {
    return directory != null;
  }

  /** Gives all pieces back, in the order in which they came within each part. */
  void forEachPart(Consumer consumer) throws IOException {
    if (directory == null) {
      consumer.accept(kept.stream().map(Keyed::piece).toList());
      return;
    }
    for (int part = 0; part < PARTS; part++) {
      DataOutputStream out = parts[part];
      if (out != null) {
        out.close();
        consumer.accept(read(file(part)));
      }
    }
  }

  private static List<Piece> read(Path file) throws IOException {
    List<Piece> pieces = new ArrayList<>();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      while (true) {
        int signal = in.read();
        if (signal < 0) {
          return pieces;
        }
        byte[] request = in.readNBytes(in.readInt());
        pieces.add(new Piece(Signal.values()[signal], ByteSlice.of(request)));
      }
    } catch (EOFException e) {
      throw new IOException("The temporary file " + file + " was cut off; is the disk full?", e);
    }
  }

  @Override
  public void close() throws IOException {
    Path in = directory;
    if (in == null) {
      return;
    }
    for (int part = 0; part < PARTS; part++) {
      DataOutputStream out = parts[part];
      if (out != null) {
        out.close();
        Files.deleteIfExists(file(part));
      }
    }
    Files.delete(in);
  }
}
