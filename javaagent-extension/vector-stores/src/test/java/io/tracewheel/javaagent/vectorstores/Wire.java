// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.vectorstores;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Messages whose classes some releases lack or keep elsewhere, byte by byte. */
final class Wire {

  private Wire() {}

  /** Qdrant's id that is a text. */
  static byte[] pointId(String uuid) {
    return written(out -> out.writeString(2, uuid));
  }

  /** A message with one member, a message. */
  static byte[] message(int field, byte[] member) {
    return written(out -> out.writeByteArray(field, member));
  }

  /** Weaviate's answer of one object, whose messages the oldest clients lack. */
  static byte[] weaviateReply(String id, float certainty) {
    byte[] metadata =
        written(
            out -> {
              out.writeString(1, id);
              out.writeFloat(9, certainty);
              out.writeBool(10, true);
            });
    byte[] object =
        written(
            out -> {
              out.writeByteArray(1, new byte[0]);
              out.writeByteArray(2, metadata);
            });
    return message(2, object);
  }

  /** The text in field 1: what is searched in. */
  static String firstText(byte[] message) throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        return in.readString();
      }
      in.skipField(tag);
    }
    return "";
  }

  private interface Writing {
    void to(CodedOutputStream out) throws IOException;
  }

  private static byte[] written(Writing writing) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      writing.to(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
