// Where GitHub's deliveries arrive: the server listens there, and the registration and the doctor say so.

export const WEBHOOK_PATH = "/api/github/webhooks";
