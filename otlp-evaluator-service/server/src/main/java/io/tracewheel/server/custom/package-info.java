// SPDX-License-Identifier: Apache-2.0
/**
 * Evaluators that users bring as jars in a folder: loaded apart from each other and from the
 * service, each jar on one watched thread, read anew when the folder changes.
 */
@NullMarked
package io.tracewheel.server.custom;

import org.jspecify.annotations.NullMarked;
