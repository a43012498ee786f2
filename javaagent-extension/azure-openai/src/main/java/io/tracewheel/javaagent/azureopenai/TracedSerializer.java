// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.azureopenai;

import com.azure.core.util.serializer.ObjectSerializer;
import com.azure.core.util.serializer.TypeReference;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import reactor.core.publisher.Mono;

/**
 * A serializer that tells what it is given to read. It is handed to one body, for one reading, so
 * that the body itself reads as it always does.
 */
final class TracedSerializer implements ObjectSerializer {

  private final ObjectSerializer serializer;
  private final AnswerBody answer;

  TracedSerializer(ObjectSerializer serializer, AnswerBody answer) {
    this.serializer = serializer;
    this.answer = answer;
  }

  @Override
  public <T> T deserializeFromBytes(byte[] data, TypeReference<T> type) {
    see(data);
    return serializer.deserializeFromBytes(data, type);
  }

  @Override
  public <T> T deserialize(InputStream stream, TypeReference<T> type) {
    return serializer.deserialize(seen(stream), type);
  }

  @Override
  public <T> Mono<T> deserializeFromBytesAsync(byte[] data, TypeReference<T> type) {
    see(data);
    return serializer.deserializeFromBytesAsync(data, type);
  }

  @Override
  public <T> Mono<T> deserializeAsync(InputStream stream, TypeReference<T> type) {
    return serializer.deserializeAsync(seen(stream), type);
  }

  @Override
  public byte[] serializeToBytes(Object value) {
    return serializer.serializeToBytes(value);
  }

  @Override
  public void serialize(OutputStream stream, Object value) {
    serializer.serialize(stream, value);
  }

  @Override
  public Mono<byte[]> serializeToBytesAsync(Object value) {
    return serializer.serializeToBytesAsync(value);
  }

  @Override
  public Mono<Void> serializeAsync(OutputStream stream, Object value) {
    return serializer.serializeAsync(stream, value);
  }

  private void see(byte[] data) {
    if (data != null) {
      answer.bytes(data, 0, data.length);
    }
  }

  /** What lies in memory is handed on as it is: messages of parsers name the class they read. */
  private InputStream seen(InputStream stream) {
    if (stream == null) {
      return stream;
    }
    if (stream.getClass() != ByteArrayInputStream.class) {
      return new TracedInputStream(stream, answer, false);
    }
    ByteArrayInputStream memory = (ByteArrayInputStream) stream;
    byte[] data = new byte[memory.available()];
    int length = memory.read(data, 0, data.length);
    if (length > 0) {
      answer.bytes(data, 0, length);
    }
    memory.reset();
    return memory;
  }
}
