// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.javaagent.defaults;

import io.opentelemetry.sdk.autoconfigure.declarativeconfig.DeclarativeConfigurationCustomizer;
import io.opentelemetry.sdk.autoconfigure.declarativeconfig.DeclarativeConfigurationCustomizerProvider;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Defaults for configuration by file ({@code otel.config.file}), where {@link PropertyDefaults} is
 * never asked.
 */
public final class DeclarativeDefaults implements DeclarativeConfigurationCustomizerProvider {

  private static final Logger LOGGER = Logger.getLogger(DeclarativeDefaults.class.getName());

  @Override
  public void customize(DeclarativeConfigurationCustomizer customizer) {
    customizer.addModelCustomizer(
        model -> {
          try {
            return DeclarativeModel.withDefaults(model, Mode.asked());
          } catch (LinkageError | RuntimeException e) {
            // The model's classes change between releases; without this the agent would not start.
            LOGGER.log(
                Level.WARNING,
                "Tracewheel's defaults do not fit this agent's configuration model; the file is used"
                    + " as it is. Disable openai_java in distribution.javaagent.instrumentation to"
                    + " avoid double spans.",
                e);
            return model;
          }
        });
  }

  /** Before other customizers, so that theirs win. */
  @Override
  public int order() {
    return -100;
  }
}
