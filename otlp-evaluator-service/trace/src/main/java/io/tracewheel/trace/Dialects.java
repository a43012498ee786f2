// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.trace;

import java.util.List;

/** The dialects in the order of recognition: vendors' own keys before names that others share. */
final class Dialects {
  static final List<Dialect> ALL = List.of(OpenInferenceDialect.TABLE, OpenLlmetryDialect.TABLE);

  private Dialects() {}
}
