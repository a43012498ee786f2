// SPDX-License-Identifier: Apache-2.0

/**
 * Model calls that an application makes by itself through an HTTP client: recognised by path and
 * body, told from the bytes that pass by.
 */
@NullMarked
package io.tracewheel.javaagent.httpclient;

import org.jspecify.annotations.NullMarked;
