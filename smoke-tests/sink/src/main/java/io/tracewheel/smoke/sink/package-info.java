// SPDX-License-Identifier: Apache-2.0
/**
 * An OTLP backend for tests: takes every export, keeps it decoded, and answers as a test tells it
 * to.
 */
@NullMarked
package io.tracewheel.smoke.sink;

import org.jspecify.annotations.NullMarked;
