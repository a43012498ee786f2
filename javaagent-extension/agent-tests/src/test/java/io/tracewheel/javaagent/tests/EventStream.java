// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.tests;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * Messages of {@code application/vnd.amazon.eventstream}: lengths, a checksum of them, headers,
 * payload, a checksum of all.
 */
final class EventStream {

  private static final byte STRING = 7;

  private EventStream() {}

  static byte[] event(String type, String json) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(":event-type", type);
    headers.put(":content-type", "application/json");
    headers.put(":message-type", "event");
    return message(headers, json);
  }

  static byte[] exception(String type, String json) {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put(":exception-type", type);
    headers.put(":content-type", "application/json");
    headers.put(":message-type", "exception");
    return message(headers, json);
  }

  private static byte[] message(Map<String, String> headers, String json) {
    byte[] payload = json.getBytes(StandardCharsets.UTF_8);
    int headersLength = 0;
    for (Map.Entry<String, String> header : headers.entrySet()) {
      headersLength += 1 + header.getKey().length() + 1 + 2 + header.getValue().length();
    }
    ByteBuffer message = ByteBuffer.allocate(12 + headersLength + payload.length + 4);
    message.putInt(message.capacity()).putInt(headersLength);
    message.putInt(checksum(message));
    headers.forEach(
        (name, value) -> {
          message.put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
          message.put(STRING).putShort((short) value.length());
          message.put(value.getBytes(StandardCharsets.US_ASCII));
        });
    message.put(payload);
    message.putInt(checksum(message));
    return message.array();
  }

  private static int checksum(ByteBuffer soFar) {
    CRC32 crc = new CRC32();
    crc.update(soFar.array(), 0, soFar.position());
    return (int) crc.getValue();
  }
}
