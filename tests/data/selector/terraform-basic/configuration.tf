provider "aws" {
  region = "eu-west-1"
}

resource "aws_cloudtrail" "this" {
  name           = "trail"
  s3_bucket_name = aws_s3_bucket.logs.id
  is_multi_region_trail = false

  event_selector {
    read_write_type           = "WriteOnly"
    include_management_events = true

    data_resource {
      type   = "AWS::S3::Object"
      values = ["${aws_s3_bucket.a.arn}/", "arn:aws:s3:::b/"]
    }
  }
}
