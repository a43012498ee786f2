// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Reads {@code Export*ServiceResponse}: the four signals number their fields alike, {@code
 * partial_success = 1 { rejected = 1, error_message = 2 }}.
 */
final class ExportResponse {
  private static final int LONGEST_MESSAGE = 500;

  private ExportResponse() {}

  /** The response of a successful call; one that cannot be read counts as plain success. */
  static Delivery.Accepted read(byte[] response) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(response);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == 1
            && WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED) {
          return partialSuccess(in.readBytes().newCodedInput());
        }
        in.skipField(tag);
      }
    } catch (IOException e) {
      // The status already said that the request was accepted.
    }
    return new Delivery.Accepted(0, "");
  }

  private static Delivery.Accepted partialSuccess(CodedInputStream in) throws IOException {
    long rejected = 0;
    String message = "";
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == (1 << 3 | WireFormat.WIRETYPE_VARINT)) {
        rejected = in.readInt64();
      } else if (tag == (2 << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
        message = printable(in.readString());
      } else {
        in.skipField(tag);
      }
    }
    return new Delivery.Accepted(Math.max(0, rejected), message);
  }

  /** A destination's text, cut and without control characters, fit for a log line. */
  static String printable(String text) {
    String cut = text.length() > LONGEST_MESSAGE ? text.substring(0, LONGEST_MESSAGE) + "…" : text;
    return cut.replaceAll("\\p{Cntrl}", " ").strip();
  }
}
