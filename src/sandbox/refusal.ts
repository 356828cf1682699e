// An answer other than success, thrown where it is known and sent where requests are answered.

export interface FieldError {
  readonly resource: string;
  readonly field?: string;
  readonly code: string;
  readonly message?: string;
}

/** A class, because `throw` and `instanceof` are how it travels. */
export class ApiRefusal extends Error {
  readonly status: number;
  readonly errors: readonly (FieldError | string)[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    message: string,
    errors?: readonly (FieldError | string)[],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }
}

export function notFound(): ApiRefusal {
  return new ApiRefusal(404, "Not Found");
}

export function invalid(resource: string, field: string, message?: string): ApiRefusal {
  const error = { resource, field, code: message === undefined ? "invalid" : "custom" };
  return new ApiRefusal(422, "Validation Failed", [message === undefined ? error : { ...error, message }]);
}

/** For bodies GitHub checks against its schema before anything else. */
export function unprocessable(message: string): ApiRefusal {
  return new ApiRefusal(422, message);
}
