// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Writes a message again in ways that are legal but unusual: unknown fields and groups at every
 * level, numbers longer than need be, singular fields more than once and sub-messages in pieces,
 * fields out of order, lists packed or not, wire types that do not fit.
 */
final class WireMangler {
  /** A string, an int, a bool, a list of an int, an empty list, a map of an empty key. */
  private static final byte[][] EARLIER_VALUES = {
    {0x0a, 1, 'q'}, {0x18, 5}, {0x10, 1}, {0x2a, 4, 0x0a, 2, 0x18, 7}, {0x2a, 0}, {0x32, 2, 0x0a, 0}
  };

  private final Random random;
  private final int oddity;

  /** Odd in one of {@code oddity} places. */
  WireMangler(Random random, int oddity) {
    this.random = random;
    this.oddity = oddity;
  }

  byte[] mangle(Descriptor type, byte[] message) {
    try {
      return message(type, message);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] message(Descriptor type, byte[] message) throws IOException {
    List<byte[]> fields = new ArrayList<>();
    if (type.getName().equals("AnyValue") && odd()) {
      // Set before, and so unset or merged by what follows.
      for (int i = random.nextInt(4); i >= 0; i--) {
        fields.add(EARLIER_VALUES[random.nextInt(EARLIER_VALUES.length)]);
      }
    }
    CodedInputStream in = CodedInputStream.newInstance(message);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      fields.add(field(type, tag, in));
      if (odd()) {
        fields.add(unknown(0));
      }
      if (odd()) {
        fields.add(mismatch(type));
      }
    }
    if (odd()) {
      fields.add(0, unknown(0));
    }
    if (odd() && fields.size() > 1) {
      fields.add(fields.remove(random.nextInt(fields.size())));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] field : fields) {
      out.write(field);
    }
    return out.toByteArray();
  }

  private byte[] field(Descriptor type, int tag, CodedInputStream in) throws IOException {
    FieldDescriptor field = type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    switch (WireFormat.getTagWireType(tag)) {
      case WireFormat.WIRETYPE_VARINT -> {
        long value = in.readRawVarint64();
        if (odd()) {
          varint(out, tag);
          varint(out, value + 1);
        }
        varint(out, tag);
        varint(out, value);
      }
      case WireFormat.WIRETYPE_FIXED64 -> {
        byte[] value = in.readRawBytes(8);
        if (odd()) {
          varint(out, tag);
          out.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        }
        varint(out, tag);
        out.write(value);
      }
      case WireFormat.WIRETYPE_FIXED32 -> {
        varint(out, tag);
        out.write(in.readRawBytes(4));
      }
      case WireFormat.WIRETYPE_LENGTH_DELIMITED -> delimited(field, tag, in.readByteArray(), out);
      default -> throw new IllegalStateException("tag " + tag);
    }
    return out.toByteArray();
  }

  private void delimited(
      @Nullable FieldDescriptor field, int tag, byte[] value, ByteArrayOutputStream out)
      throws IOException {
    boolean message = field != null && field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
    if (field != null && field.isPackable() && random.nextBoolean()) {
      unpack(field, value, out);
      return;
    }
    if (field == null || !message) {
      if (odd() && field != null && !field.isRepeated()) {
        varint(out, tag);
        varint(out, 1);
        out.write('z');
      }
      varint(out, tag);
      varint(out, value.length);
      out.write(value);
      return;
    }
    byte[] mangled = message(field.getMessageType(), value);
    int cut = 0;
    if (!field.isRepeated() && odd()) {
      // In two pieces, cut between two fields.
      CodedInputStream in = CodedInputStream.newInstance(mangled);
      int pieces = random.nextInt(4);
      for (int i = 0; i < pieces && !in.isAtEnd(); i++) {
        in.skipField(in.readTag());
        cut = in.getTotalBytesRead();
      }
      varint(out, tag);
      varint(out, cut);
      out.write(mangled, 0, cut);
    }
    varint(out, tag);
    varint(out, mangled.length - cut);
    out.write(mangled, cut, mangled.length - cut);
    if (field.isRepeated() && odd()) {
      varint(out, tag);
      varint(out, 0);
    }
  }

  private void unpack(FieldDescriptor field, byte[] value, ByteArrayOutputStream out)
      throws IOException {
    int wireType = field.getLiteType().getWireType();
    CodedInputStream in = CodedInputStream.newInstance(value);
    while (!in.isAtEnd()) {
      varint(out, (long) field.getNumber() << 3 | wireType);
      switch (wireType) {
        case WireFormat.WIRETYPE_VARINT -> varint(out, in.readRawVarint64());
        case WireFormat.WIRETYPE_FIXED64 -> out.write(in.readRawBytes(8));
        default -> out.write(in.readRawBytes(4));
      }
    }
  }

  /** A known field number with a wire type that makes it an unknown field. */
  private byte[] mismatch(Descriptor type) throws IOException {
    List<FieldDescriptor> fields = type.getFields();
    FieldDescriptor field = fields.get(random.nextInt(fields.size()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (field.getLiteType().getWireType() == WireFormat.WIRETYPE_VARINT) {
      varint(out, (long) field.getNumber() << 3 | WireFormat.WIRETYPE_FIXED32);
      out.write(new byte[4]);
    } else {
      varint(out, (long) field.getNumber() << 3 | WireFormat.WIRETYPE_VARINT);
      varint(out, random.nextLong());
    }
    return out.toByteArray();
  }

  private byte[] unknown(int depth) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    long number = random.nextBoolean() ? 20 + random.nextInt(5) : 1000 + random.nextInt(1 << 28);
    switch (random.nextInt(depth > 3 ? 4 : 5)) {
      case 0 -> {
        varint(out, number << 3);
        varint(out, random.nextLong());
      }
      case 1 -> {
        varint(out, number << 3 | WireFormat.WIRETYPE_FIXED64);
        out.write(new byte[8]);
      }
      case 2 -> {
        varint(out, number << 3 | WireFormat.WIRETYPE_FIXED32);
        out.write(new byte[4]);
      }
      case 3 -> {
        byte[] value = new byte[random.nextInt(200)];
        random.nextBytes(value);
        varint(out, number << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED);
        varint(out, value.length);
        out.write(value);
      }
      default -> {
        varint(out, number << 3 | WireFormat.WIRETYPE_START_GROUP);
        for (int i = random.nextInt(3); i > 0; i--) {
          out.write(unknown(depth + 1));
        }
        varint(out, number << 3 | WireFormat.WIRETYPE_END_GROUP);
      }
    }
    return out.toByteArray();
  }

  private boolean odd() {
    return random.nextInt(oddity) == 0;
  }

  /** A varint, at times of up to 10 bytes where fewer would do. */
  private void varint(ByteArrayOutputStream out, long value) {
    int size = 1;
    for (long rest = value >>> 7; rest != 0; rest >>>= 7) {
      size++;
    }
    if (odd()) {
      size += random.nextInt(11 - size);
    }
    for (int i = 0; i < size; i++) {
      long bits = 7 * i < 64 ? value >>> (7 * i) & 0x7f : 0;
      out.write((int) (i < size - 1 ? bits | 0x80 : bits));
    }
  }
}
