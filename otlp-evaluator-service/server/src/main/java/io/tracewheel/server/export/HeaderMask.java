// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.export;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Takes the values of headers, which may be secret, out of what a destination says. */
final class HeaderMask {
  /** Shorter ones are no secrets, and would be found in any text. */
  private static final int SHORTEST = 5;

  private final List<String> values = new ArrayList<>();

  HeaderMask(Collection<String> headerValues) {
    for (String value : headerValues) {
      add(value);
      // "Bearer TOKEN" may be quoted without its first word.
      add(value.substring(value.indexOf(' ') + 1));
    }
    values.sort(Comparator.comparingInt(String::length).reversed());
  }

  private void add(String value) {
    if (value.length() >= SHORTEST) {
      values.add(value);
    }
  }

  Delivery mask(Delivery delivery) {
    if (values.isEmpty()) {
      return delivery;
    }
    if (delivery instanceof Delivery.Retry retry) {
      return new Delivery.Retry(mask(retry.reason()), retry.unknown(), retry.after());
    }
    if (delivery instanceof Delivery.Refused refused) {
      return new Delivery.Refused(mask(refused.reason()));
    }
    Delivery.Accepted accepted = (Delivery.Accepted) delivery;
    return accepted.message().isEmpty()
        ? accepted
        : new Delivery.Accepted(accepted.rejected(), mask(accepted.message()));
  }

  private String mask(String text) {
    String masked = text;
    for (String value : values) {
      masked = masked.replace(value, "[redacted]");
    }
    return masked;
  }
}
