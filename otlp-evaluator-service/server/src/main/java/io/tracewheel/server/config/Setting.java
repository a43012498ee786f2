// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing that can be configured.
 *
 * @param key names from the top of the file (or of the exporter) down, joined by dots
 * @param byDefault as it would be written in the file; null if the setting has to be given. Empty
 *     for lists and maps
 * @param meaning half a sentence for the reference table
 */
record Setting<T>(String key, ValueType<T> type, @Nullable String byDefault, String meaning) {}
