// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SchemaTest {
  private final Set<String> compared = new HashSet<>();

  @ParameterizedTest
  @EnumSource
  void everyFieldIsAsThePublishedDescriptorsSay(Signal signal) {
    compare(signal.request(), Requests.empty(signal).getDescriptorForType());
    assertThat(compared).hasSizeGreaterThan(8);
  }

  private void compare(Schema.Message ours, Descriptor theirs) {
    if (!compared.add(theirs.getFullName())) {
      return;
    }
    assertThat(ours.fields()).as(theirs.getFullName()).hasSize(theirs.getFields().size());
    for (FieldDescriptor field : theirs.getFields()) {
      Schema.Field found = ours.field(field.getNumber());
      assertThat(found).as(field.getFullName()).isNotNull();
      assertThat(ours.field(field.getJsonName())).as(field.getFullName()).isSameAs(found);
      assertThat(found.presence).as(field.getFullName()).isEqualTo(presence(field));
      assertThat(found.type).as(field.getFullName()).isEqualTo(type(field));
      assertThat(found.number).as("the JSON reader counts on it").isLessThan(32);
      if (found.message != null) {
        compare(found.message, field.getMessageType());
      }
    }
  }

  private static Schema.Presence presence(FieldDescriptor field) {
    if (field.isRepeated()) {
      return Schema.Presence.REPEATED;
    }
    if (field.getRealContainingOneof() != null) {
      return Schema.Presence.ONEOF;
    }
    return field.hasPresence() ? Schema.Presence.EXPLICIT : Schema.Presence.IMPLICIT;
  }

  private static Schema.Type type(FieldDescriptor field) {
    return switch (field.getName()) {
      case "trace_id", "span_id", "parent_span_id", "profile_id" -> Schema.Type.ID;
      default -> Schema.Type.valueOf(field.getType().name());
    };
  }

  @Test
  void servicesAndMethodsAreThoseOfThePublishedDescriptors() {
    for (Signal signal : Signal.values()) {
      FileDescriptor file = Requests.empty(signal).getDescriptorForType().getFile();
      // The service stands in the same file as its request.
      assertThat(file.getServices()).hasSize(1);
      assertThat(signal.grpcService()).isEqualTo(file.getServices().get(0).getFullName());
      assertThat(signal.grpcMethod()).isEqualTo(signal.grpcService() + "/Export");
      assertThat(signal.request().field(1)).isSameAs(signal.request().field(signal.requestField()));
    }
  }
}
