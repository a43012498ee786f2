// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace.trajectory;

import io.tracewheel.trace.Message;
import io.tracewheel.trace.Part;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The words in messages. */
final class Texts {
  private Texts() {}

  static String of(@Nullable List<Message> messages) {
    return messages == null
        ? ""
        : messages.stream()
            .flatMap(message -> message.parts().stream())
            .filter(Part.Text.class::isInstance)
            .map(part -> ((Part.Text) part).content().text())
            .filter(Objects::nonNull)
            .collect(Collectors.joining("\n"));
  }
}
