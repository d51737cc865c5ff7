//! What to do about refusals of S3
//! (<https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>).

use crate::live::answer::NoAnswer;

/// What was refused, and what to do about it where the code tells.
pub(super) fn advised(why: &NoAnswer) -> String {
    let advice = match why.error_code.as_deref() {
        Some("AccessDenied") => {
            "; reading needs `s3:ListBucket` and `s3:GetObject`, for objects that are encrypted with a key of AWS KMS also `kms:Decrypt`, and `AWS_REQUEST_PAYER=requester` where the bucket lets the reader pay"
        }
        Some(code) if code.starts_with("KMS.") => {
            "; the key of AWS KMS that the object is encrypted with cannot be used: see that it is enabled, and that `kms:Decrypt` is allowed"
        }
        Some("ExpiredToken" | "TokenRefreshRequired") => "; sign in again",
        Some("InvalidAccessKeyId" | "SignatureDoesNotMatch" | "InvalidToken") => {
            "; see which credentials are in force"
        }
        Some("RequestTimeTooSkewed") => "; set the clock of this machine",
        Some("InvalidObjectState") => "; the object is archived: restore it first",
        Some("PreconditionFailed") => "; it changed while it was read: run again",
        Some("InvalidRequest") => {
            "; an object that is encrypted with a key of the customer's own (SSE-C) cannot be read"
        }
        _ => "",
    };
    format!("{}{advice}", why.message)
}
