// SPDX-License-Identifier: Apache-2.0
package io.tracewheel.server.assembly;

/** Why a trace was scored when it was. */
enum Trigger {
  /** All its spans seemed to be there, and no further one came. */
  COMPLETE,
  /** Something was missing for too long. */
  WAITED,
  /** Memory was needed for others. */
  MEMORY
}
