import type { Signs } from "../sign.ts";

/** Trouble that is none of the causes: a mistake in the program itself, or one in its use. Nothing around it needs to be mended. */
export const PROGRAM_ERROR: Signs = {
  category: "unknown",
  why: "a mistake in the program",
  sure: `
    referenceerror
    typeerror: cannot read propert+
    typeerror: unsupported operand
    cannot read properties of undefined
    cannot read properties of null
    cannot read property
    undefined is not an object
    undefined is not a function
    null is not an object
    is not a function
    is not iterable
    is not callable
    is not subscriptable
    unsupported operand type
    nameerror
    zerodivisionerror
    division by zero
    divide by zero
    list index out of range
    index out of range
    index out of bounds
    array index
    indexoutofrangeexception
    arrayindexoutofboundsexception
    nullreferenceexception
    nullpointerexception
    object reference not set
    assertionerror
    classcastexception
    minified react error
    maximum call stack size exceeded
    recursionerror
    undefined index
    undefined array key
    undefined offset
    merge conflict
    resolve conflicts
    slow query
    not found: get
    404 not found
    dict object' has no attribute
    undefinederror
    template variable warning
    will be removed in
    deprecated option
  `,
  likely: `
    typeerror
    notimplementederror
    illegalstateexception
    invalidoperationexception
    deprecationwarning
    is deprecated
    not found
    no results
    object has no attribute
    attributeerror
    valueerror
    runtimeerror
    keyerror
  `,
  unless: `
    unexpected keyword argument
    manifest
    model
    nil pointer
    host not found
    command not found
    curl: not found
    wget: not found
    health
    library
    file not found
    file or directory
    environ
  `,
};
