// SPDX-License-Identifier: Apache-2.0
/**
 * Configuration: one YAML file and the environment it names are read here, and nowhere else, into
 * one immutable {@link io.tracewheel.server.config.EvaluatorConfig}.
 */
@NullMarked
package io.tracewheel.server.config;

import org.jspecify.annotations.NullMarked;
