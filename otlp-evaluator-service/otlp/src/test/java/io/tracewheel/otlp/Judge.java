// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * protobuf-java's verdict on bytes, but for UTF-8: parses with descriptors in which every string
 * has become bytes.
 */
final class Judge {
  private final Map<Signal, Descriptor> types = new EnumMap<>(Signal.class);
  private final Map<String, FileDescriptor> files = new HashMap<>();

  Judge() {
    for (Signal signal : Signal.values()) {
      Descriptor original = Requests.empty(signal).getDescriptorForType();
      types.put(
          signal,
          Objects.requireNonNull(
              withoutStrings(original.getFile()).findMessageTypeByName(original.getName())));
    }
  }

  boolean accepts(Signal signal, ByteSlice request) {
    try {
      DynamicMessage.parseFrom(Objects.requireNonNull(types.get(signal)), request.toByteArray());
      return true;
    } catch (InvalidProtocolBufferException e) {
      return false;
    }
  }

  private FileDescriptor withoutStrings(FileDescriptor file) {
    FileDescriptor done = files.get(file.getName());
    if (done != null) {
      return done;
    }
    FileDescriptorProto.Builder proto = file.toProto().toBuilder();
    proto.getMessageTypeBuilderList().forEach(Judge::stringsToBytes);
    FileDescriptor[] dependencies =
        file.getDependencies().stream().map(this::withoutStrings).toArray(FileDescriptor[]::new);
    try {
      FileDescriptor changed = FileDescriptor.buildFrom(proto.build(), dependencies);
      files.put(file.getName(), changed);
      return changed;
    } catch (DescriptorValidationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void stringsToBytes(DescriptorProto.Builder type) {
    type.getNestedTypeBuilderList().forEach(Judge::stringsToBytes);
    for (FieldDescriptorProto.Builder field : type.getFieldBuilderList()) {
      if (field.getType() == FieldDescriptorProto.Type.TYPE_STRING) {
        field.setType(FieldDescriptorProto.Type.TYPE_BYTES);
      }
    }
  }
}
